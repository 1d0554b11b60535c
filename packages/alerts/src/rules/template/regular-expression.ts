import { RE2JS } from 're2js'

import { FunctionFailure } from './function-failure.ts'
import { quote } from '@cryo/promql'

/** Expressions stand in rules: there are few of them. */
const MAX_COMPILED = 200
const compiled = new Map<string, RE2JS>()

/** Whether an expression of RE2 fits somewhere in a text. */
export function findMatch(pattern: string, text: string): boolean {
  return compile(pattern).matcher(text).find()
}

/** Replaces every match; `$1` and `${name}` in the replacement stand for groups. */
export function replaceMatches(pattern: string, replacement: string, text: string): string {
  let expression: RE2JS
  try {
    expression = compile(pattern)
  } catch (error) {
    const shown = pattern.includes('`') ? quote(pattern) : `\`${pattern}\``
    throw new FunctionFailure(`regexp: Compile(${shown}): ${(error as Error).message}`)
  }
  const matcher = expression.matcher(text)
  let result = ''
  let end = 0
  let previousEnd = -1
  while (matcher.find()) {
    // What is empty and begins where the one before it ended is none.
    const isAbutting = matcher.end() === matcher.start() && matcher.start() === previousEnd
    previousEnd = matcher.end()
    if (isAbutting) continue
    result +=
      text.slice(end, matcher.start()) +
      expand(replacement, expression, (group) => matcher.group(group) ?? '')
    end = matcher.end()
  }
  return result + text.slice(end)
}

function expand(template: string, expression: RE2JS, groupOf: (group: number) => string): string {
  const names = expression.namedGroups() as Readonly<Record<string, number>>
  return template.replace(
    /\$(?:\$|\{([\p{L}\p{N}_]+)\}|([\p{L}\p{N}_]+))/gu,
    (whole: string, braced?: string, bare?: string) => {
      if (whole === '$$') return '$'
      const name = braced ?? bare ?? ''
      const group = /^\d+$/.test(name) ? Number(name) : names[name]
      return group === undefined || group > expression.groupCount() ? '' : groupOf(group)
    },
  )
}

/** @throws FunctionFailure in Go's words. */
function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  let expression: RE2JS
  try {
    expression = RE2JS.compile(pattern)
  } catch (error) {
    throw new FunctionFailure((error as Error).message)
  }
  if (compiled.size >= MAX_COMPILED) compiled.clear()
  compiled.set(pattern, expression)
  return expression
}
