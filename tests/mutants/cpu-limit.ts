/** Ends this process once it has used too much processor time, also in a loop without end; time spent waiting for a busy machine does not count. */
import { Worker } from 'node:worker_threads'

/** Runs beside the tests, in a thread of its own. */
const watch = `
const { workerData } = require('node:worker_threads')
setInterval(() => {
  const { user, system } = process.cpuUsage()
  if ((user + system) / 1e6 > workerData[0]) process.kill(process.pid, 'SIGXCPU')
}, 250)`

/** Processor time of this process so far. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

export class CpuLimit {
  /** The processor time of the process at which it ends. */
  private readonly endsAtSeconds = new Float64Array(new SharedArrayBuffer(8)).fill(Infinity)

  constructor() {
    new Worker(watch, { eval: true, execArgv: [], workerData: this.endsAtSeconds }).unref()
  }

  /** From now on the process may use so many seconds. */
  restart(seconds: number): void {
    this.endsAtSeconds[0] = cpuSeconds() + seconds
  }
}
