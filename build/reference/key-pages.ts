/** Every key of a Scenario and of a Sweep, and the faults on a page of their own, from their JSON Schemas. */
import { type Field, type FieldRow, fieldAt } from '../../scenarios/field.ts'
import type { JsonSchema } from '../../scenarios/scenario/shape.ts'
import { scenarioJsonSchema } from '../../scenarios/schema.ts'
import { sweepJsonSchema } from '../../scenarios/sweep/load-sweep.ts'
import { faultExamples } from './fault-examples.ts'
import { code, type Page, page, table } from './page.ts'

export function keyPages(): Page[] {
  const scenario = scenarioJsonSchema()
  return [
    page(
      'scenario',
      'Keys of a scenario',
      '`probestorm explain spec.duration` prints one of them, `probestorm schema scenario` prints all as a JSON Schema for editors. Defaults stand in brackets. How keys play together is told in [scenarios](../../scenarios/README.md).',
      '## Scenario',
      keyTable(scenario, ['spec.faults']),
      'The keys of `spec.faults` have [a page of their own](faults.md).',
      '## Times',
      'Where a key takes a `time`, it takes a duration such as `5s` or `1h30m`, the word `never`, or a distribution from which a time is drawn; where it takes a `[]time` too, a list has one for each incarnation of the container, and the last repeats:',
      table(['distribution', 'type', 'meaning'], distributions(scenario).map(rowCells)),
      '## Sweep',
      'A document `kind: Sweep` simulates a scenario at many points.',
      keyTable(sweepJsonSchema(), ['spec.scenario']),
    ),
    faultPage(scenario),
  ]
}

function distributions(scenario: JsonSchema): readonly FieldRow[] {
  return known('spec.workloads.behavior.startup', scenario).rows
}

function rowCells({ name, type, description }: FieldRow): string[] {
  return [code(name), code(type), description]
}

/** @param closed paths whose keys are told elsewhere. */
function keyTable(document: JsonSchema, closed: readonly string[]): string {
  return table(['key', 'type', 'meaning'], keyRows('', document, closed))
}

function keyRows(path: string, document: JsonSchema, closed: readonly string[]): string[][] {
  const { rows, type } = known(path, document)
  // A time has the kinds of distributions below it, which have a table of their own.
  const isTime = /\btime\b/.test(type)
  const hidden = isTime ? distributions(scenarioJsonSchema()).map(({ name }) => name) : []
  return rows
    .filter(({ name }) => !hidden.includes(name))
    .flatMap((row) => {
      const own = path === '' ? row.name : `${path}.${row.name}`
      const meaning = `${row.description}${row.isRequired ? ' (required)' : ''}${valuesText(known(own, document))}`
      const cells = [code(own), code(row.type), meaning]
      return closed.includes(own) ? [cells] : [cells, ...keyRows(own, document, closed)]
    })
}

function valuesText({ values }: Field): string {
  return values.length < 2 ? '' : `: ${values.map(code).join(', ')}`
}

function known(path: string, document: JsonSchema): Field {
  const field = fieldAt(path, document)
  if ('unknown' in field) throw new Error(`no field ${path}`)
  return field
}

function faultPage(scenario: JsonSchema): Page {
  const { rows } = known('spec.faults', scenario)
  return page(
    'faults',
    'Faults',
    'What goes wrong in a scenario, and when: a list under `spec.faults`. Each has a `kind` and a time `at`. Whom it is about is a `match` on workloads (kind, namespace, name, selector, container) or `nodes`; without them it is about everything. Of a target a `count` or a `fraction` can be drawn.',
    table(
      ['kind', 'what happens'],
      rows.map(({ name, description }) => [`[${name}](#${name.toLowerCase()})`, description]),
    ),
    ...rows.map((row) =>
      [
        `## ${row.name}`,
        `${row.description.slice(0, 1).toUpperCase()}${row.description.slice(1)}.`,
        table(
          ['key', 'type', 'meaning'],
          known(`spec.faults.${row.name}`, scenario)
            .rows.filter(({ name }) => name !== 'kind')
            .map((key) => [
              code(key.name),
              code(key.type),
              `${key.description}${key.isRequired ? ' (required)' : ''}`,
            ]),
        ),
        `\`\`\`yaml\n${faultExamples[row.name] ?? ''}\n\`\`\``,
      ].join('\n\n'),
    ),
  )
}
