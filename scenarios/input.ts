/** Files and what they hold, as they come in. */
import { decodedObjects } from './api/decoded-objects.ts'
import { ListTally, openLists, type TypedObject } from './manifests/objects.ts'
import { OwnFiles } from './manifests/own-files.ts'
import { documentsOf } from './text/documents.ts'
import { type InputFile, InputFiles, type RemoteText } from './text/input-files.ts'
import type { Located, Source } from './text/located.ts'
import type { Report } from './text/report.ts'

export class Input {
  readonly files: InputFiles
  readonly objects: TypedObject[] = []
  readonly lists = new ListTally()
  private readonly report: Report
  private readonly directories = new Map<Source, string>()
  private readonly opened = new Map<string, Promise<readonly TypedObject[]>>()

  constructor(
    report: Report,
    {
      readStdin,
      remote,
      recursive,
    }: {
      readonly readStdin?: () => string
      readonly remote?: ReadonlyMap<string, RemoteText>
      readonly recursive?: boolean
    },
  ) {
    this.report = report
    this.files = new InputFiles(report, readStdin, remote, recursive)
  }

  async add(path: string, directory: string, namedAt?: Located): Promise<void> {
    for (const file of await this.files.read(path, directory, namedAt)) await this.addFile(file)
  }

  /** A text that no file holds. */
  async addText(name: string, text: string): Promise<void> {
    const file = this.files.given(name, text)
    if (file !== undefined) await this.addFile(file)
  }

  /** What the files hold that the scenario names for itself. */
  async ownFiles(paths: readonly Located[], directory: string): Promise<OwnFiles> {
    const own = new OwnFiles()
    for (const at of paths) {
      const path = String(at.value)
      if (own.has(path)) continue
      const files = await this.files.readApart(path, directory, at)
      if (files.length === 0) continue
      own.set(path, (await Promise.all(files.map((file) => this.openOwn(file)))).flat())
    }
    return own
  }

  /** Read once, however many names the scenario has for it. */
  private openOwn(file: InputFile): Promise<readonly TypedObject[]> {
    let opened = this.opened.get(file.path)
    if (opened === undefined) {
      // A kubelet reads its files without the strictness of kubectl.
      opened = documentsOf(file, this.report).then((documents) =>
        decodedObjects(openLists(documents, this.report), 'ignore', this.report),
      )
      this.opened.set(file.path, opened)
    }
    return opened
  }

  /** Where relative paths of a document start. */
  directoryOf(source: Source): string {
    return this.directories.get(source) ?? '.'
  }

  private async addFile(file: InputFile): Promise<void> {
    const documents = await documentsOf(file, this.report)
    for (const document of documents) this.directories.set(document.source, file.directory)
    for (const object of openLists(documents, this.report, this.lists)) this.objects.push(object)
  }
}
