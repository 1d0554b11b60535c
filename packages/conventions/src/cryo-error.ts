/** Base of every error that the packages throw on purpose; tell them apart by `code`. */
export class CryoError extends Error {
  /** Stable identifier, such as `CRYO_CONFIGURATION`. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  static {
    // On the prototype: an own property would be printed beside the stack.
    this.prototype.name = 'CryoError'
  }
}
