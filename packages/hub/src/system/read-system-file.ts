import { readFile } from 'node:fs/promises'

/** Text of a file of the kernel; `null` where there is none that can be read. */
export async function readSystemFile(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return null
  }
}

/** The whole number in such a file; `null` where it is none, as `max`. */
export async function readSystemNumber(path: string): Promise<number | null> {
  return toWholeNumber((await readSystemFile(path)) ?? '')
}

/** Reads the number behind a key, as in `inactive_file 4096` and `MemTotal: 4096 kB`; `null` where there is none. */
export function numberBehind(text: string, key: string): number | null {
  for (const line of text.split('\n')) {
    if (!line.startsWith(key)) continue
    const [, value = ''] = line.slice(key.length).split(/[:\s]+/, 2)
    return toWholeNumber(value)
  }
  return null
}

/** A number from zero up without a sign; `null` for any other text. */
export function toWholeNumber(text: string): number | null {
  const trimmed = text.trim()
  return /^\d{1,20}$/.test(trimmed) ? Number(trimmed) : null
}
