/** What is known of mutants from earlier runs, so that an interrupted run goes on where it was, and a later one tries only what may have changed. */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

type Entry = {
  /** The mutated file, by what it says. */
  readonly mutant: string
  /** The sources and tests it was tried with. */
  readonly tree: string
  readonly verdict: 'noticed' | 'survived'
  /** For people. */
  readonly what: string
}

export class Journal {
  private readonly file: string
  private readonly tree: string
  private readonly hasOneTree: boolean
  private readonly entries = new Map<string, Entry>()

  /**
   * @param tree hash of sources and tests, see `treeOf`.
   * @param hasOneTree what is found must have been tried with this tree: for figures that are written down.
   */
  constructor(file: string, tree: string, hasOneTree: boolean) {
    this.file = file
    this.tree = tree
    this.hasOneTree = hasOneTree
    if (!existsSync(file)) return
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const entry = JSON.parse(line) as Entry
      this.entries.set(entry.mutant, entry)
    }
  }

  /** What survived is tried again after any change; what was noticed stays noticed while the mutated file is the same, unless all must be of one tree. */
  find(file: string, text: string): 'noticed' | 'survived' | undefined {
    const entry = this.entries.get(hashOf(file, text))
    if (entry === undefined) return undefined
    const mayBeOlder = entry.verdict === 'noticed' && !this.hasOneTree
    return mayBeOlder || entry.tree === this.tree ? entry.verdict : undefined
  }

  add(file: string, text: string, verdict: Entry['verdict'], what: string): void {
    const entry: Entry = { mutant: hashOf(file, text), tree: this.tree, verdict, what }
    mkdirSync(dirname(this.file), { recursive: true })
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`)
  }
}

/** Of every TypeScript file in these folders. */
export function treeOf(root: string, folders: readonly string[]): string {
  return hashOf(
    ...folders.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .sort()
        .flatMap((name) => [join(folder, name), readFileSync(join(root, folder, name), 'utf8')]),
    ),
  )
}

function hashOf(...texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 20)
}
