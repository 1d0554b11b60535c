/** A word: what stands between two letters of it may be an apostrophe, a point or a colon. */
const WORD = /[\p{L}\p{M}\p{N}_]+(?:['.:\u2018\u2019\u00b7][\p{L}\p{M}_]+)*/gu
const CASED = /[\p{Lu}\p{Ll}\p{Lt}]/u

/** Makes the first letter of each word a capital and leaves the others as they are. */
export function titleCase(text: string): string {
  return text.replace(WORD, (word) => word.replace(CASED, (letter) => letter.toUpperCase()))
}
