import { Lexer } from './lexer.ts'
import { TemplateError } from './template-error.ts'
import { showToken, type Token, type TokenKind } from './token.ts'

/** Tokens of a template, some of which may be put back. */
export class TokenStream {
  readonly #name: string
  readonly #text: string
  readonly #lexer: Lexer
  /** Those that were put back, the next one last. */
  readonly #waiting: Token[] = []
  #last: Token = { kind: 'text', text: '', at: 0 }

  constructor(name: string, text: string) {
    this.#name = name
    this.#text = text
    this.#lexer = new Lexer(text)
  }

  next(): Token {
    this.#last = this.#waiting.pop() ?? this.#lexer.next()
    return this.#last
  }

  peek(): Token {
    const token = this.next()
    this.back(token)
    return token
  }

  /** The next one that is no space. */
  nextSolid(): Token {
    for (;;) {
      const token = this.next()
      if (token.kind !== 'space') return token
    }
  }

  peekSolid(): Token {
    const token = this.nextSolid()
    this.back(token)
    return token
  }

  /** Puts tokens back, in the order in which they came. */
  back(...tokens: readonly Token[]): void {
    this.#waiting.push(...tokens.toReversed())
  }

  expect(kind: TokenKind, context: string): Token {
    const token = this.nextSolid()
    return token.kind === kind ? token : this.unexpected(token, context)
  }

  /** @throws TemplateError */
  unexpected(token: Token, context: string): never {
    if (token.kind === 'error') return this.fail(token.text)
    return this.fail(`unexpected ${showToken(token)} in ${context}`)
  }

  /** @throws TemplateError */
  fail(reason: string): never {
    const line = this.#text.slice(0, this.#last.at).split('\n').length
    throw new TemplateError(`template: ${this.#name}:${line}: ${reason}`)
  }
}
