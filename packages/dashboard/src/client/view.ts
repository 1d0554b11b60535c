/** What all parts of the page share during one update. */
export interface Scene {
  /** The hub's clock, in ms. */
  readonly nowMs: number
  /** One service only: columns that name it say nothing. */
  readonly singleService: boolean
}

/** A part of the page that shows one value and is brought up to date in place. */
export interface View<T> {
  readonly node: HTMLElement
  update(value: T, scene: Scene): void
}
