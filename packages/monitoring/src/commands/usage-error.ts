/** A call that makes no sense, in words for whoever made it. */
export class UsageError extends Error {}
