/** Commands about probestorm itself: a way in, its formats, its speed. */
import type { CommandRow } from './command-row.ts'

/** Files without their `.csv`. */
const tableNames = [
  'summary',
  'estimates',
  'timeseries',
  'nodes',
  'starts',
  'detections',
  'thresholds',
  'probes',
]

export const toolCommands: readonly CommandRow[] = [
  {
    usage: 'init [directory]',
    help: 'Write a commented scenario that runs, with an example or over your cluster',
    positionals: [
      { name: 'directory', isPath: true, help: 'Where it is written [default: .]', isRequired: false },
    ],
    options: ['from-cluster'],
    examples: [
      ['$0 init study', 'a scenario with an example application'],
      ['$0 init study --from-cluster dump.yaml', 'a scenario over what kubectl get all -A -o yaml printed'],
    ],
    run: async (options, words, output) => (await import('./commands/init.ts')).init(options, words, output),
  },
  {
    usage: 'schema <kind>',
    help: 'Print a JSON Schema for editors',
    positionals: [
      { name: 'kind', choices: ['scenario', 'sweep'], help: 'What the schema describes', isRequired: true },
    ],
    options: [],
    examples: [['$0 schema scenario > scenario.schema.json', 'the schema of a scenario']],
    run: async (_, words) => (await import('./commands/schema.ts')).schema(words),
  },
  {
    usage: 'metrics [table]',
    help: 'Explain the columns of the tables of a run: unit and meaning',
    positionals: [{ name: 'table', choices: tableNames, help: 'Only this table', isRequired: false }],
    options: [],
    examples: [
      ['$0 metrics', 'every column of every table'],
      ['$0 metrics summary', 'what summary.csv holds'],
    ],
    run: async (_, words, output) => (await import('./commands/metrics.ts')).metrics(words, output),
  },
  {
    usage: 'completion <shell>',
    help: 'Print the script that completes command lines in a shell',
    positionals: [{ name: 'shell', choices: ['bash', 'zsh', 'fish'], help: 'Which shell', isRequired: true }],
    options: [],
    examples: [
      ['source <($0 completion bash)', 'complete in this bash'],
      ['$0 completion fish | source', 'complete in this fish'],
    ],
    run: async (_, words, output) => (await import('./commands/completion.ts')).completion(words, output),
  },
  {
    usage: 'bench',
    help: 'Measure the speed of probestorm itself, and compare with an earlier measurement',
    options: ['filter', 'small', 'json', 'format', 'compare', 'max-regression', 'quiet', 'no-color'],
    overrides: {
      format: {
        type: 'text',
        choices: ['table', 'github-action-benchmark', 'bencher', 'benchstat'],
        default: 'table',
        help: 'Form of the report on standard output',
      },
    },
    examples: [
      ['$0 bench --filter probe-loop', 'what a probe run costs'],
      ['$0 bench --json > base.json', 'keep a measurement'],
      ['$0 bench --compare base.json --max-regression 10%', 'compare with it'],
    ],
    run: async (options) => (await import('./commands/bench.ts')).bench(options),
  },
]
