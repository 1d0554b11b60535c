/** Thrown where the hub refused what was asked for; the message says why. */
export class RefusedError extends Error {}

/**
 * Asks the hub to change something.
 *
 * @param path - Below `monitoring/api/`.
 * @throws RefusedError in its words, or where nobody answers.
 */
export async function act(method: 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(`monitoring/api/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    })
  } catch {
    throw new RefusedError('The hub does not answer.')
  }
  const answer = (await response.json().catch(() => ({}))) as { readonly error?: unknown }
  if (!response.ok)
    throw new RefusedError(typeof answer.error === 'string' ? answer.error : response.statusText)
  return answer
}
