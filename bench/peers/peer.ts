/** The peers: how each is started, and for how long each is measured (slow ones simulate less). */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'

/** What a peer is told, in this order. */
export type Workload = {
  readonly probes: number
  readonly seconds: number
  readonly failureProbability: number
  readonly failingEvery: number
  readonly seed: number
}

/** Over all nodes; the squares are null where nodes are not alike. */
export type Total = { readonly sum: number; readonly sumOfSquares: number | null }

/** What a peer prints. */
export type PeerResult = {
  /** 0 when the peer cannot tell it apart, and then it is part of `cpuSeconds`. */
  readonly setupCpuSeconds: number
  readonly cpuSeconds: number
  readonly peakMemoryBytes: number
  readonly ticks: Total
  readonly failures: Total
  readonly restarts: Total
}

export type Peer = {
  readonly name: string
  /** Simulated in a measured run. */
  readonly secondsMeasured: number
  /** Program and first arguments; null if something is not installed. */
  readonly command: readonly string[] | null
  /** What to install. */
  readonly needs: string
}

/** Finds out what is installed; compiles the C++ peer into a temporary directory. */
export function findPeers(): Peer[] {
  const sources = join(packageRoot(), 'bench/peers')
  const probestorm = join(import.meta.dirname, `probestorm-peer${extname(import.meta.filename)}`)
  const engine = (name: string) => [process.execPath, ...process.execArgv, probestorm, name]
  return [
    {
      name: 'SimPy',
      secondsMeasured: 10,
      command: works('python3', ['-c', 'import simpy']) ? ['python3', join(sources, 'simpy-peer.py')] : null,
      needs: 'python3 and SimPy (pip install simpy)',
    },
    {
      name: 'simjs',
      secondsMeasured: 20,
      command: existsSync(join(packageRoot(), 'node_modules/simjs'))
        ? [process.execPath, join(sources, 'simjs-peer.mjs')]
        : null,
      needs: 'the dev dependency simjs (npm ci)',
    },
    {
      name: 'C++ std::priority_queue',
      secondsMeasured: 120,
      command: compiled(join(sources, 'priority-queue-peer.cpp')),
      needs: 'g++ with C++17',
    },
    { name: 'probestorm exact', secondsMeasured: 600, command: engine('exact'), needs: '' },
    { name: 'probestorm quiet', secondsMeasured: 21_600, command: engine('quiet'), needs: '' },
  ]
}

/** Runs a peer once, on one core where `taskset` is there to see to it. */
export function runPeer(command: readonly string[], workload: Workload, core: number | null): PeerResult {
  const { probes, seconds, failureProbability, failingEvery, seed } = workload
  const numbers = [probes, seconds, failureProbability, failingEvery, seed].map(String)
  const [program, ...words] = [...pinned(core), ...command, ...numbers]
  const run = spawnSync(program!, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  if (run.status !== 0) throw new Error(`${command.join(' ')} ended with ${run.signal ?? run.status}`)
  return JSON.parse(run.stdout)
}

/** The core that peers are pinned to: `core` if that is possible, else null. */
export function coreToPin(core: number): number | null {
  return works('taskset', ['-c', String(core), 'true']) ? core : null
}

function pinned(core: number | null): string[] {
  return core === null ? [] : ['taskset', '-c', String(core)]
}

function works(program: string, words: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: 'ignore' }).status === 0
}

function compiled(source: string): string[] | null {
  const program = join(mkdtempSync(join(tmpdir(), 'probestorm-peers-')), 'priority-queue-peer')
  const flags = ['-O3', '-march=native', '-std=c++17', '-o', program, source]
  return works('g++', flags) ? [program] : null
}

/** The directory of package.json, above the sources and above the build. */
function packageRoot(): string {
  let directory = import.meta.dirname
  while (!existsSync(join(directory, 'package.json'))) directory = dirname(directory)
  return directory
}
