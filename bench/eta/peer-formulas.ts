/** What a library tells of the time left, by its published formula. */
export interface PeerEstimator {
  observe(items: number, seconds: number): void
  /** Seconds left; `NaN` before it tells any. */
  estimate(remainingItems: number, seconds: number): number
}

/**
 * tqdm: averages of items and of seconds between two displays, each with smoothing 0.3, one divided by the other.
 * Displays are 0.1 s apart at least (`mininterval`).
 */
export function createTqdm(): PeerEstimator {
  const smoothing = 0.3
  let meanItems = 0
  let meanSeconds = 0
  let lastItems = 0
  let lastSeconds = 0
  return {
    observe(items, seconds) {
      if (seconds - lastSeconds < 0.1) return
      meanItems = smoothing * (items - lastItems) + (1 - smoothing) * meanItems
      meanSeconds = smoothing * (seconds - lastSeconds) + (1 - smoothing) * meanSeconds
      lastItems = items
      lastSeconds = seconds
    },
    estimate: (remainingItems) => (remainingItems * meanSeconds) / meanItems,
  }
}

/** indicatif since 0.17.6: the rate, smoothed twice over time; what is 15 s old has a tenth of the weight. */
export function createIndicatif(): PeerEstimator {
  const weightOf = (age: number): number => 0.1 ** (age / 15)
  let once = 0
  let twice = 0
  let lastItems = 0
  let lastSeconds = 0
  return {
    observe(items, seconds) {
      const gap = seconds - lastSeconds
      if (items <= lastItems || gap <= 0) return
      const weight = weightOf(gap)
      const all = 1 - weightOf(seconds)
      once = once * weight + ((items - lastItems) / gap) * (1 - weight)
      twice = twice * weight + (once / all) * (1 - weight)
      lastItems = items
      lastSeconds = seconds
    },
    estimate(remainingItems, seconds) {
      const weight = weightOf(seconds - lastSeconds)
      const all = 1 - weightOf(seconds)
      const rate = (twice * weight + ((once * weight) / all) * (1 - weight)) / all
      return remainingItems / rate
    },
  }
}
