/** Items of a well-formed request that were not taken; OTLP's partial success reports them to the sender. */
export class Rejections {
  /** Items not taken. */
  count = 0
  /** Why the first of them was not; empty while there is none. */
  reason = ''

  /** Counts `count` more, all for one reason. */
  add(reason: string, count = 1): void {
    if (count === 0) return
    this.count += count
    if (this.reason === '') this.reason = reason
  }
}
