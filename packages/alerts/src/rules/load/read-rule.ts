import { parse, PromqlError } from '@cryo/promql'
import type { Node } from 'yaml'

import type { Rule, Texts } from '../rule.ts'
import { parseTemplate } from '../template/parse-template.ts'
import { TemplateError } from '../template/template-error.ts'
import { readDuration } from './read-duration.ts'
import type { Complain, Field, YamlReader } from './yaml-reader.ts'

const FIELDS = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations']
const ALERT_FIELDS = ['for', 'keep_firing_for', 'annotations'] as const
const METRIC_NAME = '__name__'

/** What a rule is called, for whoever is told of its problems. */
export function nameOfRule(reader: YamlReader, node: Node): string {
  const quiet = (): void => undefined
  const fields = reader.map(node, 'the rule', quiet)
  const alert = reader.text(fields?.get('alert'), 'alert', quiet)
  return alert === null || alert === '' ? (reader.text(fields?.get('record'), 'record', quiet) ?? '') : alert
}

/**
 * Reads one rule and says all that is wrong with it.
 *
 * @param line - Of the rule.
 * @param groupLabels - Of its group.
 * @returns `null` where something is wrong.
 */
export function readRule(
  reader: YamlReader,
  node: Node,
  line: number,
  groupLabels: Texts,
  complain: Complain,
): Rule | null {
  let isSound = true
  const refuse: Complain = (where, reason) => {
    isSound = false
    complain(where, reason)
  }
  const fields = reader.map(node, 'the rule', refuse)
  if (fields === null) return null
  reader.hasUnknown(fields, FIELDS, refuse)
  const alert = reader.text(fields.get('alert'), 'alert', refuse) ?? ''
  const record = reader.text(fields.get('record'), 'record', refuse) ?? ''
  if ((alert === '') === (record === '') && isSound) {
    refuse(
      node,
      alert === ''
        ? `one of 'record' or 'alert' must be set`
        : `only one of 'record' and 'alert' must be set`,
    )
  }
  const expression = readExpression(reader, fields.get('expr'), node, refuse)
  const own = readTexts(reader, fields.get('labels'), 'label', refuse)
  if (own[METRIC_NAME] !== undefined)
    refuse(fields.get('labels')?.value ?? null, `invalid label name: ${METRIC_NAME}`)
  const labels = { ...groupLabels, ...own }
  if (record !== '') {
    checkRecord(reader, record, fields, refuse)
    return isSound ? { kind: 'recording', line, name: record, expression, labels } : null
  }
  const annotations = readTexts(reader, fields.get('annotations'), 'annotation', refuse)
  checkTemplates(alert, fields.get('labels'), own, 'label', refuse)
  checkTemplates(alert, fields.get('annotations'), annotations, 'annotation', refuse)
  const forMs = readDuration(reader, fields.get('for'), 'for', refuse) ?? 0
  const keepFiringForMs = readDuration(reader, fields.get('keep_firing_for'), 'keep_firing_for', refuse) ?? 0
  return isSound
    ? { kind: 'alerting', line, name: alert, expression, labels, annotations, forMs, keepFiringForMs }
    : null
}

/** Reads names and texts; an empty name is refused. */
export function readTexts(
  reader: YamlReader,
  field: Field | undefined,
  what: string,
  complain: Complain,
): Texts {
  if (field === undefined) return {}
  const fields = reader.map(field.value, `${what}s`, complain)
  const texts: [string, string][] = []
  for (const [name, each] of fields ?? []) {
    const text = reader.text(each, `${what} ${name}`, complain)
    if (name === '' || !name.isWellFormed()) complain(each.key, `invalid ${what} name: ${name}`)
    else if (text !== null) texts.push([name, text])
  }
  return Object.fromEntries(texts)
}

function readExpression(
  reader: YamlReader,
  field: Field | undefined,
  node: Node,
  complain: Complain,
): string {
  const text = reader.text(field, 'expr', complain)
  if (text === null) return ''
  if (text === '') {
    complain(field?.key ?? node, `field 'expr' must be set in rule`)
    return ''
  }
  try {
    parse(text)
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error
    complain(field?.value ?? node, `could not parse expression: ${error.message}`)
  }
  return text
}

function checkRecord(
  reader: YamlReader,
  name: string,
  fields: ReadonlyMap<string, Field>,
  complain: Complain,
): void {
  for (const field of ALERT_FIELDS) {
    const given = fields.get(field)
    if (given !== undefined && !reader.isNull(given.value))
      complain(given.key, `invalid field '${field}' in recording rule`)
  }
  const where = fields.get('record')?.value ?? null
  if (!name.isWellFormed()) complain(where, `invalid recording rule name: ${name}`)
  if (/[{}]/.test(name))
    complain(where, `braces present in the recording rule name; should it be in expr?: ${name}`)
}

function checkTemplates(
  alert: string,
  field: Field | undefined,
  texts: Texts,
  what: string,
  complain: Complain,
): void {
  for (const [name, text] of Object.entries(texts)) {
    try {
      parseTemplate(`__alert_${alert}`, text)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      complain(valueOf(field, name), `${what} ${JSON.stringify(name)}: ${error.message}`)
    }
  }
}

function valueOf(field: Field | undefined, name: string): Node | null {
  const map = field?.value as { get?: (key: string, keepScalar: true) => unknown } | null | undefined
  return (map?.get?.(name, true) as Node | undefined) ?? field?.value ?? null
}
