/** What processes that were killed have left beside a result. The caller holds its lock. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { recordOf } from './folder-lock.ts'
import { fateOf } from './holder.ts'
import { changedNames, foreignNames, holderFile, recordIn, removeResult } from './result-record.ts'

/**
 * Removes staging directories whose process has ended. An earlier result that was moved aside goes back to its place if
 * nothing has come there, and goes if the new one has.
 * @param target the place of the result.
 */
export function removeLeftovers(target: string): void {
  const [folder, name] = [dirname(target), basename(target)]
  for (const found of readdirSync(folder)) {
    if (!found.startsWith(`${name}.`)) continue
    const [, role] = /^\.(tmp|old)-[\da-f]{12}$/.exec(found.slice(name.length)) ?? []
    const path = join(folder, found)
    if (role === 'tmp' && isAbandoned(path)) rmSync(path, { recursive: true, force: true })
    if (role === 'old') settleEarlier(path, target)
  }
}

/** Only what says whose it was: anyone may name a folder so. */
function isAbandoned(staging: string): boolean {
  try {
    const holder = recordOf(readFileSync(join(staging, holderFile), 'utf8'))
    return holder !== undefined && fateOf(holder) !== 'lives'
  } catch {
    return false
  }
}

function settleEarlier(path: string, target: string): void {
  const record = recordIn(path)
  if (record === undefined) return
  if (!existsSync(target)) renameSync(path, target)
  else if (foreignNames(path, record).length + changedNames(path, record).length === 0)
    removeResult(path, record)
}
