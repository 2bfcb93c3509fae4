/** Runs the workload of README.md on every peer that is installed, side by side, and prints ratios of speeds. */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { readable, readableBytes } from '../../reports/readable.ts'
import { alignedTable } from '../../reports/text-blocks.ts'
import { thisMachine } from '../bench-report.ts'
import { disagreements, totalNames } from './agreement.ts'
import { coreToPin, findPeers, type Peer, type PeerResult, runPeer, type Workload } from './peer.ts'

type RunnablePeer = Peer & { readonly command: readonly string[] }

const { values } = parseArgs({
  options: {
    probes: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '3' },
  },
})
const probes = Number(values.probes)
const rounds = Number(values.rounds)

/** All nodes alike, and as many restarts as possible in a time that every peer can afford. */
const checked: Workload = { probes: 1200, seconds: 3600, failureProbability: 1e-3, failingEvery: 20, seed: 1 }
const measured = { probes, failureProbability: 1e-3, failingEvery: 500 }

function print(line = ''): void {
  process.stdout.write(`${line}\n`)
}

const core = coreToPin(cpus().length - 1)
const machine = thisMachine()
print(`${machine.cores} x ${machine.cpu}, ${machine.system}, Node ${machine.node}`)
print(core === null ? 'not pinned: there is no taskset' : `every process pinned to core ${core}`)

const peers = findPeers().filter((peer): peer is RunnablePeer => {
  if (peer.command === null) print(`skipped: ${peer.name} needs ${peer.needs}`)
  return peer.command !== null
})

const totals = new Map(peers.map((peer) => [peer.name, runPeer(peer.command, checked, core)]))
print()
print(`Totals of ${readable(checked.probes)} probes in one simulated hour, every 20th of them failing`)
print(
  alignedTable(
    ['PEER', ...totalNames.map((name) => name.toUpperCase())],
    [...totals].map(([name, result]) => [name, ...totalNames.map((total) => readable(result[total].sum))]),
  ).join('\n'),
)
const found = disagreements(totals, checked.probes / 60)
for (const { total, peers: pair, standardErrors } of found) {
  print(`${pair.join(' and ')} disagree on ${total} by ${readable(standardErrors)} standard errors`)
}
if (found.length > 0) process.exit(1)
print('They agree within sampling error.')

/** In turns, so that what disturbs the machine disturbs all alike. */
const runs = new Map<string, PeerResult[]>(peers.map(({ name }) => [name, []]))
for (let round = 1; round <= rounds; round++) {
  for (const peer of peers) {
    process.stderr.write(`round ${round} of ${rounds}: ${peer.name}\n`)
    const workload = { ...measured, seconds: peer.secondsMeasured, seed: round }
    runs.get(peer.name)!.push(runPeer(peer.command, workload, core))
  }
}

/** The middle one; the lower of two. */
function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)]!
}

const speeds = new Map(
  peers.map(({ name, secondsMeasured }) => [
    name,
    median(runs.get(name)!.map(({ cpuSeconds }) => secondsMeasured / cpuSeconds)),
  ]),
)
print()
print(
  `${readable(probes)} probes, failure probability 1e-3, median of ${rounds} rounds: simulated seconds per CPU second`,
)
const against = peers.filter(({ name }) => !name.startsWith('probestorm'))
print(
  alignedTable(
    [
      'PEER',
      'SIMULATED',
      'CPU',
      'SET-UP CPU',
      'MEMORY',
      'TICKS/S',
      'SPEED',
      ...against.map(({ name }) => `/ ${name.split(' ')[0]}`),
    ],
    peers.map(({ name, secondsMeasured }) => {
      const results = runs.get(name)!
      const setup = median(results.map(({ setupCpuSeconds }) => setupCpuSeconds))
      const speed = speeds.get(name)!
      return [
        name,
        `${readable(secondsMeasured)} s`,
        `${readable(median(results.map(({ cpuSeconds }) => cpuSeconds)))} s`,
        setup === 0 ? 'in CPU' : `${readable(setup)} s`,
        readableBytes(median(results.map(({ peakMemoryBytes }) => peakMemoryBytes))),
        readable(median(results.map(({ ticks }) => ticks.sum / secondsMeasured))),
        readable(speed),
        ...against.map((other) => readable(speed / speeds.get(other.name)!)),
      ]
    }),
  ).join('\n'),
)
