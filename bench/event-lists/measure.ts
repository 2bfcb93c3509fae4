/**
 * Measures event lists side by side and prints a Markdown table: CPU time per hold, median of the rounds.
 *
 *   node --import tsx bench/event-lists/measure.ts [ROUNDS] [PENDING...]
 *
 * Every figure of a round comes from a process of its own, and rounds go through all contenders in turn: a busy
 * machine slows all of them alike. Trust ratios within a row.
 */
import { spawnSync } from 'node:child_process'
import { contenders } from './contenders.ts'
import { loads } from './load.ts'

const holdsPerFigure = 1_000_000

/** Nanoseconds of CPU time per hold, after as many holds as it takes to settle. */
function measure(contender: string, loadName: string, pending: number): number {
  const load = loads.find(({ name }) => name === loadName)!
  const hold = contenders[contender](load, pending)
  hold(Math.max(300_000, 2 * pending))
  const begin = process.cpuUsage()
  hold(holdsPerFigure)
  const { user, system } = process.cpuUsage(begin)
  return ((user + system) * 1000) / holdsPerFigure
}

function measureApart(contender: string, loadName: string, pending: number): number {
  const figure = [...process.execArgv, import.meta.filename, '--one', contender, loadName, String(pending)]
  const { stdout, stderr, status } = spawnSync(process.execPath, figure, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout)
}

function median(values: number[]): number {
  return values.sort((x, y) => x - y)[values.length >> 1]
}

function printTables(rounds: number, pendings: readonly number[]): void {
  const names = Object.keys(contenders)
  for (const load of loads) {
    console.log(`\n| ${load.name}: pending | ${names.join(' | ')} |`)
    console.log(`| ---: |${' ---: |'.repeat(names.length)}`)
    for (const pending of pendings) {
      const figures: number[][] = names.map(() => [])
      for (let round = 0; round < rounds; round++) {
        names.forEach((name, index) => {
          figures[index].push(measureApart(name, load.name, pending))
        })
      }
      console.log(`| ${pending} | ${figures.map((row) => Math.round(median(row))).join(' | ')} |`)
    }
  }
}

const [first = '5', ...rest] = process.argv.slice(2)
if (first === '--one') console.log(measure(rest[0], rest[1], Number(rest[2])))
else printTables(Number(first), rest.length > 0 ? rest.map(Number) : [1e3, 1e5, 1e6])
