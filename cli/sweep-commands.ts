/** The commands that simulate many points: sweeps, their parts, and searches for a tipping point. */
import { type CommandRow, inputPaths } from './command-row.ts'
import { inputOptions } from './options.ts'

export const sweepCommands: readonly CommandRow[] = [
  {
    usage: 'sweep [paths..]',
    help: 'Simulate every point of a sweep, write its tables, say which parameters matter',
    positionals: [inputPaths],
    options: [
      ...inputOptions,
      'threshold',
      'strict',
      'junit',
      'out-dir',
      'plan',
      'resume',
      'shard',
      'shards',
      'print-job',
      'image',
      'format',
      'engine',
      'workers',
      'max-memory',
      'quiet',
      'no-color',
      'verify',
    ],
    overrides: {
      format: { type: 'text', choices: ['table', 'json'], default: 'table', help: 'Form of --plan' },
      'out-dir': { type: 'text', isPath: true, help: 'Result directory [default: out/<sweep name>.sweep]' },
      set: { type: 'texts', help: 'Set a value of the scenario at every point; repeatable' },
    },
    refused: {
      options: ['until', 'min-replications', 'max-replications'],
      why: 'a sweep compares points in pairs of replications, so each needs as many; expected a fixed number',
      fix: 'find the number for one point with run --until, and give it with --replications',
    },
    examples: [
      ['$0 sweep -f sweep.yaml --plan', 'which points there are'],
      ['$0 sweep -f sweep.yaml --resume', 'simulate them, or go on'],
      ['$0 sweep -f sweep.yaml --shard 2/8', 'the second of eight parts, for merge'],
      ['$0 sweep -f s.yaml --print-job --shards 200 --image IMAGE', 'run it on a cluster'],
    ],
    run: async (options) => (await import('./commands/sweep.ts')).sweep(options),
  },
  {
    usage: 'find-threshold [paths..]',
    help: 'Find the value of one parameter at which a condition turns',
    positionals: [inputPaths],
    options: [
      ...inputOptions.filter((name) => name !== 'replications'),
      'vary',
      'from',
      'to',
      'until',
      'tolerance',
      'log',
      'min-replications',
      'max-replications',
      'out-dir',
      'format',
      'engine',
      'workers',
      'max-memory',
      'quiet',
      'no-color',
      'verify',
    ],
    overrides: {
      until: {
        type: 'text',
        help: 'The condition that turns, in the language of thresholds, such as "availability_ratio < 99%"',
      },
      'min-replications': {
        type: 'count',
        help: 'Of each value that is tried, before it is judged; 2 or more [default: 4]',
      },
      'max-replications': {
        type: 'count',
        help: 'Of each value that is tried, where fewer leave it undecided, and of both bounds of the answer [default: 32]',
      },
      format: {
        type: 'text',
        choices: ['table', 'json', 'csv', 'markdown'],
        default: 'table',
        help: 'Form of the answer on standard output: csv prints the values that were tried',
      },
      'out-dir': {
        type: 'text',
        isPath: true,
        help: 'Result directory [default: out/<scenario name>.threshold]',
      },
      set: { type: 'texts', help: 'Set a value of the scenario at every value of the parameter; repeatable' },
    },
    refused: {
      options: ['replications'],
      why: 'the search adds replications where it is undecided; expected no fixed number',
      fix: 'give the least and the most with --min-replications and --max-replications',
    },
    examples: [
      [
        '$0 find-threshold -f study/ --vary "faults[0].factor" --from 1 --to 50 --until "availability_ratio < 99%"',
        'how much slowness is too much',
      ],
    ],
    run: async (options, _, output) =>
      (await import('./commands/find-threshold.ts')).findThreshold(options, output),
  },
  {
    usage: 'merge <directories..>',
    help: 'Join the parts of a sweep into exactly what the whole sweep writes',
    positionals: [
      {
        name: 'directories',
        isPath: true,
        help: 'Directories of parts, or a directory that holds them',
        isRequired: true,
      },
    ],
    options: ['strict', 'junit', 'out-dir', 'quiet', 'no-color'],
    overrides: { 'out-dir': { type: 'text', isPath: true, help: 'Result directory (required)' } },
    examples: [['$0 merge out/probes.sweep --out-dir out/merged', 'the parts of a sweep']],
    run: async (options, words) => (await import('./commands/merge.ts')).merge(options, words),
  },
]
