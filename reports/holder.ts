/** A process as another one can recognise it: whether it still lives is known on the same machine only. */
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

export type Holder = {
  readonly host: string
  /** Of the running system; empty where it has no name. */
  readonly boot: string
  /** Within which process ids mean something: containers of one machine have their own. */
  readonly space: string
  readonly pid: number
  /** When the process started, in ticks of the system: process ids come again. Empty where that is not known. */
  readonly since: string
}

/** This process. */
export function holderHere(): Holder {
  return {
    host: hostname(),
    boot: textIn('/proc/sys/kernel/random/boot_id'),
    space: pidSpace(),
    pid: process.pid,
    since: statusOf(process.pid)?.since ?? '',
  }
}

/** Whether the process lives; of one elsewhere nobody here knows. */
export function fateOf({ host, boot, space, pid, since }: Holder): 'lives' | 'gone' | 'unknown' {
  const here = holderHere()
  if (host !== here.host || boot !== here.boot || space !== here.space) return 'unknown'
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'gone'
  }
  // Others may be hidden from us here, but not from the signal.
  const status = statusOf(pid)
  if (status === undefined) return 'lives'
  return status.since === since && !'ZX'.includes(status.state) ? 'lives' : 'gone'
}

/** State and start, which `/proc/PID/stat` has behind the name of the program (proc_pid_stat(5), fields 3 and 22). */
function statusOf(pid: number): { readonly state: string; readonly since: string } | undefined {
  const text = textIn(`/proc/${pid}/stat`)
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields.length < 20 ? undefined : { state: fields[0]!, since: fields[19]! }
}

function pidSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}
