/** How often a counter goes up in a second, by labels. */
export function rateBy(labels: string, counter: string): string {
  return `sum by (${labels}) (rate(${counter}[$__rate_interval]))`
}

/** The same for everything together. */
export function rateOf(counter: string): string {
  return `sum(rate(${counter}[$__rate_interval]))`
}

/** Part of a whole: 0 where nothing of the part has ever been counted, nothing where the whole is at rest. */
export function shareOf(part: string, whole: string): string {
  return `(${part} or 0 * ${whole}) / (${whole} > 0)`
}

/** Quantile of a histogram, by labels. @param buckets - Selector of its buckets. */
export function quantileBy(quantile: number, labels: string, buckets: string): string {
  const grouping = labels === '' ? 'le' : `le,${labels}`
  return `histogram_quantile(${quantile}, sum by (${grouping}) (rate(${buckets}[$__rate_interval])))`
}

/** By how much a rate differs from that of an hour ago: 0.5 for half as much again. */
export function changeBy(labels: string, counter: string): string {
  const before = `sum by (${labels}) (rate(${counter}[$__rate_interval] offset 1h))`
  return `${rateBy(labels, counter)} / (${before} > 0) - 1`
}
