import { formatNumber } from '../format-number.ts'
import { Ago } from '../parts/ago.tsx'
import { Badge } from '../parts/badge.tsx'
import { OpenLink } from '../parts/open-link.tsx'
import type { Column } from '../parts/table.tsx'
import type { PageData } from '../serialized.ts'

/** One group of errors as the page receives it. */
export type ErrorGroupData = PageData['errors']['groups'][number]

const ORDER = ['regressed', 'new', 'ongoing', 'resolved']

/** What stands in the address for the details of a group. */
export function openError({ service, id }: Pick<ErrorGroupData, 'service' | 'id'>): string {
  return `error:${service}/${id}`
}

/** The columns of the error groups. */
export const ERROR_COLUMNS: readonly Column<ErrorGroupData>[] = [
  {
    title: 'State',
    hint: 'new: first seen within a day; ongoing; resolved; regressed: back after it was resolved',
    order: ({ state }) => ORDER.indexOf(state),
    cell: ({ state }) => <Badge word={state} />,
  },
  {
    title: 'Error',
    isWide: true,
    hint: 'Errors with one cause: type and place in the code, or type and message',
    order: ({ type }) => type,
    cell: (group) => (
      <>
        <OpenLink what={openError(group)}>{group.type}</OpenLink>
        <div class="sub">{group.message}</div>
      </>
    ),
  },
  {
    title: 'Count',
    hint: 'How often, over all runs',
    isNumber: true,
    order: ({ count }) => count,
    cell: ({ count }) => <b>{formatNumber(count)}</b>,
  },
  {
    title: 'Last seen',
    hint: 'When it happened last',
    isNumber: true,
    order: ({ lastSeen }) => Date.parse(lastSeen),
    cell: ({ lastSeen }) => <Ago at={lastSeen} />,
  },
  {
    title: 'First seen',
    hint: 'When it happened first',
    isNumber: true,
    isExtra: true,
    order: ({ firstSeen }) => Date.parse(firstSeen),
    cell: ({ firstSeen }) => <Ago at={firstSeen} />,
  },
  {
    title: 'In',
    hint: 'Operations and jobs that it was met in, and the service',
    isExtra: true,
    cell: ({ operations, service }) => (
      <>
        {operations.slice(0, 2).join(', ')}
        {operations.length > 2 && ` +${operations.length - 2}`}
        <div class="sub">{service}</div>
      </>
    ),
  },
]
