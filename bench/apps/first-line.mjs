// Time from the process's start to its first own line, in milliseconds.
console.log(performance.now())
process.reallyExit(0)
