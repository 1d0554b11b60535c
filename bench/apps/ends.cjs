// Makes 300 spans by the OpenTelemetry API and ends in the middle of things.
const { createRequire } = require('node:module')
const { trace } = createRequire(process.env.BENCH_API)('@opentelemetry/api')

setTimeout(() => {
  const tracer = trace.getTracer('bench')
  for (let index = 0; index < 300; index++) tracer.startSpan('last words').end()
  if (process.env.BENCH_END === 'throw') throw new Error('the end')
  if (process.env.BENCH_END === 'SIGTERM') process.kill(process.pid, 'SIGTERM')
  else process.exit(3)
}, 500)
