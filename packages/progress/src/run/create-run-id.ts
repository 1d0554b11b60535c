/** Makes the identity of a run, which no other ever has: a random UUID. */
export function createRunId(): string {
  // Only here: who tracks nothing does not load it.
  return process.getBuiltinModule('node:crypto').randomUUID()
}
