const EXTENSION = /(?<=[^/\\])\.[^./\\]+$/

/**
 * Names the checkpoint of a part of a job: that of part `2/8` of `screen.json` is `screen.2-of-8.json`.
 *
 * @param part - Such as `2/8`; `null` for a job that is not split.
 */
export function toPartFile(file: string, part: string | null): string {
  if (part === null) return file
  const extension = EXTENSION.exec(file)?.[0] ?? ''
  return `${file.slice(0, file.length - extension.length)}.${part.replace('/', '-of-')}${extension}`
}
