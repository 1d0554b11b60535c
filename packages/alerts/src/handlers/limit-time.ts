/**
 * Waits for something, but not for ever.
 *
 * @throws What it throws, or an Error once the time is over; what it does later concerns nobody.
 */
export async function limitTime<T>(work: () => Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it took longer than ${limitMs / 1000} s`)), limitMs)
    timer.unref()
  })
  try {
    return await Promise.race([work(), over])
  } finally {
    clearTimeout(timer)
  }
}
