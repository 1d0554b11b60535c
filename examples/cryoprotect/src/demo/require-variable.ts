/** Gives the value of an environment variable. Throws if it is unset or empty. */
export function requireVariable(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: expected a URL. \`pnpm start\` sets it.`)
  return value
}
