// From chapter 4.1 of PostgreSQL's manual. What is not closed goes on to the end of the text.
const COMMENT = String.raw`--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)`
// A backslash before a quote of a plain text means what a setting of the server says: all that follows counts
// as literal.
const LITERAL =
  String.raw`(?<![\w$])e'(?:[^'\\]|''|\\[\s\S])*(?:'|\\?$)|(?:(?<![\w$])(?:[bxn]|u&))?'(?:[^'\\]|''|\\[^'])*(?:'|\\'[\s\S]*|\\?$)|` +
  String.raw`(?<![\w$])\$((?:[a-z_\u0080-\uffff][\w\u0080-\uffff]*)?)\$[\s\S]*?(?:\$\1\$|$)`
const NUMBER = String.raw`(?<![\w$.\u0080-\uffff])\.?\d[\w.]*`
const QUOTED = String.raw`"(?:[^"]|"")*(?:"|$)`
const WORD = String.raw`[a-z_\u0080-\uffff][\w$\u0080-\uffff]*`

const MASKED = new RegExp(`${COMMENT}|${LITERAL}|${NUMBER}|${QUOTED}`, 'gi')
const TOKEN = new RegExp(`${COMMENT}|${LITERAL}|${QUOTED}|${WORD}|[().,;]`, 'gi')
const FIRST_OF_WORD = /^[a-z_\u0080-\uffff]/i

/** Walks through the words, names and brackets of a statement; the rest of its tokens is left out. */
export class SqlTokens {
  readonly #text: string
  #end = 0
  /** The token as it is written; empty at the end. */
  text = ''
  /** A word in capitals, if the token is one. */
  word: string | undefined = undefined
  /** The token as a name, without quotes; undefined if it is none. */
  name: string | undefined = undefined
  /** Brackets that are open behind the token. */
  depth = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Goes to the next token; false at the end. */
  next(): boolean {
    do {
      TOKEN.lastIndex = this.#end
      this.text = TOKEN.exec(this.#text)?.[0] ?? ''
      this.#end = TOKEN.lastIndex
    } while (isComment(this.text))
    this.word = undefined
    this.name = undefined
    if (this.text === '(') this.depth++
    else if (this.text === ')') this.depth--
    else if (this.text.startsWith('"')) this.name = unquote(this.text)
    else if (FIRST_OF_WORD.test(this.text) && !this.text.endsWith("'")) {
      this.name = this.text
      this.word = this.text.toUpperCase()
    }
    return this.text !== ''
  }
}

/** Replaces literals by `?` and lists of them by one; comments go. */
export function maskLiterals(text: string): string {
  return text
    .replace(MASKED, (token) => {
      if (token.startsWith('"')) return token
      return isComment(token) ? '' : '?'
    })
    .replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, '(?)')
    .trim()
}

function isComment(token: string): boolean {
  return token.startsWith('--') || token.startsWith('/*')
}

function unquote(quoted: string): string {
  return quoted.slice(1, quoted.endsWith('"') && quoted.length > 1 ? -1 : undefined).replaceAll('""', '"')
}
