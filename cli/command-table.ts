/** Every command, once. What a command needs is loaded when it runs: the help must answer at once. */
import type { ExitCode } from './exit-code.ts'
import type { OptionName, OptionOverrides, Options } from './options.ts'

export type CommandRow = {
  /** Name and positional arguments, as yargs reads them. */
  readonly usage: string
  readonly help: string
  readonly positional?: { readonly name: string; readonly choices: readonly string[]; readonly help: string }
  readonly options: readonly OptionName[]
  readonly overrides?: OptionOverrides
  readonly examples: readonly (readonly [command: string, what: string])[]
  run(options: Options): Promise<ExitCode>
}

const inputOptions = [
  'filename',
  'namespace',
  'selector',
  'seed',
  'replications',
  'duration',
  'kubernetes-version',
  'set',
] as const satisfies readonly OptionName[]

export const commandTable: readonly CommandRow[] = [
  {
    usage: 'run',
    help: 'Simulate a scenario, write its result directory and print a summary',
    options: [
      ...inputOptions,
      'out-dir',
      'trace',
      'format',
      'engine',
      'workers',
      'quiet',
      'no-color',
      'verify',
    ],
    examples: [
      ['$0 run -f app.yaml', 'one hour of these manifests, with the defaults'],
      ['$0 run -f study/ --replications 10 --trace starts', 'a scenario and its manifests, ten times'],
      ['kubectl get deploy,sts,ds -A -o yaml | $0 run -f -', 'what a cluster runs'],
    ],
    run: async (options) => (await import('./commands/run.ts')).run(options),
  },
  {
    usage: 'validate',
    help: 'Read and check everything, run nothing; print what would be simulated',
    options: [...inputOptions, 'quiet', 'no-color'],
    examples: [['$0 validate -f study/', 'check a scenario and its manifests']],
    run: async (options) => (await import('./commands/validate.ts')).validate(options),
  },
  {
    usage: 'schema <kind>',
    help: 'Print a JSON Schema for editors',
    positional: { name: 'kind', choices: ['scenario'], help: 'What the schema describes' },
    options: [],
    examples: [['$0 schema scenario > scenario.schema.json', 'the schema of a scenario']],
    run: async () => (await import('./commands/schema.ts')).schema(),
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
