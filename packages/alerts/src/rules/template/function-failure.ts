/** Why a function of a template gives nothing. */
export class FunctionFailure extends Error {
  static {
    this.prototype.name = 'FunctionFailure'
  }
}
