import type { Token, TokenKind } from './token.ts'

const KEYWORDS: ReadonlySet<string> = new Set([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'template',
  'with',
])
const SPACES = ' \t\r\n'
const WORD = /[_\p{L}\p{Nd}]*/uy
const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*\.?[0-9a-fA-F_]*(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*|0[bB][01_]*|[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9_]*)?)i?/y
const QUOTED = /"(?:\\[^\n]|[^"\\\n])*"/suy
const CHARACTER = /'(?:\\[^\n]|[^'\\\n])*'/suy
const RAW = /`[^`]*`/y
/** What may follow a name. */
const TERMINATOR = /(?:$|[\s.,|:()]|\}\})/y

/** Takes a template apart, as Go's text/template does. */
export class Lexer {
  readonly #text: string
  #at = 0
  #isInAction = false
  #parentheses = 0

  constructor(text: string) {
    this.#text = text
  }

  next(): Token {
    return this.#isInAction ? this.#inAction() : this.#inText()
  }

  #inText(): Token {
    for (;;) {
      const start = this.#at
      if (start >= this.#text.length) return { kind: 'end', text: '', at: start }
      const left = this.#text.indexOf('{{', start)
      if (left === -1) return this.#take('text', this.#text.length)
      const trims = this.#trimsAt(left + 2)
      const text = trims ? trimEnd(this.#text.slice(start, left)) : this.#text.slice(start, left)
      this.#at = left
      if (text !== '') return { kind: 'text', text, at: start }
      const inside = left + (trims ? 3 : 2)
      if (this.#text.startsWith('/*', inside + (trims ? 1 : 0)) || this.#text.startsWith('/*', inside)) {
        const problem = this.#skipComment(this.#text.indexOf('/*', inside))
        if (problem !== null) return problem
        continue
      }
      this.#isInAction = true
      this.#parentheses = 0
      this.#at = inside
      return { kind: 'left', text: '{{', at: left }
    }
  }

  /** Whether a hyphen and a space follow, which take the space before away. */
  #trimsAt(index: number): boolean {
    return this.#text[index] === '-' && isSpace(this.#text[index + 1])
  }

  #skipComment(start: number): Token | null {
    const end = this.#text.indexOf('*/', start + 2)
    if (end === -1) return this.#fail('unclosed comment')
    this.#at = end + 2
    const length = this.#rightDelimiter()
    if (length === 0) return this.#fail('comment ends before closing delimiter')
    this.#skipDelimiter(length)
    return null
  }

  /** Length of the delimiter that closes an action here; 0 where there is none. */
  #rightDelimiter(): number {
    if (this.#text.startsWith('}}', this.#at)) return 2
    return isSpace(this.#text[this.#at]) && this.#text.startsWith('-}}', this.#at + 1) ? 4 : 0
  }

  #skipDelimiter(length: number): void {
    this.#at += length
    if (length === 4) while (isSpace(this.#text[this.#at])) this.#at++
  }

  #inAction(): Token {
    const start = this.#at
    const delimiter = this.#rightDelimiter()
    if (delimiter > 0) {
      if (this.#parentheses > 0) return this.#fail('unclosed left paren')
      this.#skipDelimiter(delimiter)
      this.#isInAction = false
      return { kind: 'right', text: '}}', at: start }
    }
    const character = this.#text[start]
    if (character === undefined) return this.#fail('unclosed action')
    if (isSpace(character)) return this.#space()
    switch (character) {
      case '=':
        return this.#take('assign', start + 1)
      case ':':
        return this.#text[start + 1] === '=' ? this.#take('declare', start + 2) : this.#fail('expected :=')
      case '|':
        return this.#take('pipe', start + 1)
      case '"':
        return this.#match(QUOTED, 'string', 'unterminated quoted string')
      case '`':
        return this.#match(RAW, 'rawString', 'unterminated raw quoted string')
      case "'":
        return this.#match(CHARACTER, 'characterConstant', 'unterminated character constant')
      case '(':
        this.#parentheses++
        return this.#take('leftParen', start + 1)
      case ')':
        return this.#parentheses-- > 0
          ? this.#take('rightParen', start + 1)
          : this.#fail('unexpected right paren')
      default:
        return this.#word(character)
    }
  }

  #space(): Token {
    let end = this.#at
    while (isSpace(this.#text[end])) end++
    // A delimiter that trims begins with a space of its own.
    if (this.#text.startsWith('-}}', end)) {
      if (end - this.#at === 1) return this.#inAction()
      end--
    }
    return this.#take('space', end)
  }

  #word(character: string): Token {
    const start = this.#at
    const follower = this.#text[start + 1] ?? ''
    if (character === '$' || (character === '.' && !/[0-9]/.test(follower))) return this.#name(character)
    if (/[-+.0-9]/.test(character)) return this.#number()
    const end = this.#endOfWord(start)
    if (end > start) {
      if (!this.#isTerminatedAt(end)) return this.#fail(`bad character ${showCharacter(this.#text, end)}`)
      const word = this.#text.slice(start, end)
      if (KEYWORDS.has(word)) return this.#take('keyword', end)
      if (word === 'nil') return this.#take('nil', end)
      return this.#take(word === 'true' || word === 'false' ? 'boolean' : 'identifier', end)
    }
    return /[!-~]/.test(character)
      ? this.#take('character', start + 1)
      : this.#fail(`unrecognized character in action: ${showCharacter(this.#text, start)}`)
  }

  #name(sign: string): Token {
    const end = this.#endOfWord(this.#at + 1)
    if (!this.#isTerminatedAt(end)) return this.#fail(`bad character ${showCharacter(this.#text, end)}`)
    if (sign === '$') return this.#take('variable', end)
    return this.#take(end === this.#at + 1 ? 'dot' : 'field', end)
  }

  #number(): Token {
    NUMBER.lastIndex = this.#at
    const end = this.#at + (NUMBER.exec(this.#text)?.[0].length ?? 0)
    const next = this.#endOfWord(end)
    if (next > end)
      return this.#fail(`bad number syntax: ${JSON.stringify(this.#text.slice(this.#at, end + 1))}`)
    return this.#take('number', end)
  }

  #match(pattern: RegExp, kind: TokenKind, problem: string): Token {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    return found === null ? this.#fail(problem) : this.#take(kind, this.#at + found[0].length)
  }

  #endOfWord(from: number): number {
    WORD.lastIndex = from
    return from + (WORD.exec(this.#text)?.[0].length ?? 0)
  }

  #isTerminatedAt(index: number): boolean {
    TERMINATOR.lastIndex = index
    return TERMINATOR.test(this.#text)
  }

  #take(kind: TokenKind, end: number): Token {
    const at = this.#at
    this.#at = end
    return { kind, text: this.#text.slice(at, end), at }
  }

  #fail(text: string): Token {
    return { kind: 'error', text, at: this.#at }
  }
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && SPACES.includes(character)
}

function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && isSpace(text[end - 1])) end--
  return text.slice(0, end)
}

/** `U+0021 '!'`, as Go shows characters. */
function showCharacter(text: string, index: number): string {
  const code = text.codePointAt(index)
  if (code === undefined) return 'U+FFFFFFFFFFFFFFFF'
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`
}
