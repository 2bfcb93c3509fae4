/** A Web Worker from a script that the page holds compressed: it is inflated once, when somebody asks for it. */

/** The address of each script that was asked for. */
const addresses = new Map<string, Promise<string>>()

export class PageWorker<Order, News> {
  readonly #worker: Promise<Worker>
  readonly #fail: (problem: string) => void

  /**
   * @param name of a script of the page.
   * @param fail hears why there is no worker, and what it throws.
   */
  constructor(name: string, hear: (news: News) => void, fail: (problem: string) => void) {
    this.#fail = fail
    this.#worker = startWorker(name)
    this.#with((worker) => {
      worker.onmessage = ({ data }: MessageEvent<News>) => hear(data)
      worker.onerror = ({ message }) => fail(message)
    })
  }

  post(order: Order): void {
    this.#with((worker) => worker.postMessage(order))
  }

  end(): void {
    this.#with((worker) => worker.terminate())
  }

  /** In the order of the calls, once the worker is there. */
  #with(act: (worker: Worker) => void): void {
    this.#worker.then(act, ({ message }: Error) => this.#fail(message))
  }
}

async function startWorker(name: string): Promise<Worker> {
  const known = addresses.get(name) ?? addressOf(name)
  addresses.set(name, known)
  return new Worker(await known)
}

async function addressOf(name: string): Promise<string> {
  if (!('DecompressionStream' in globalThis))
    throw new Error(
      'this browser is too old to inflate the engine; Chrome 80, Edge 80, Firefox 113, Safari 16.4 and later can',
    )
  const text = document.getElementById(`worker-${name}`)!.textContent!
  const packed = Uint8Array.from(atob(text.slice(text.lastIndexOf('\n') + 1)), (character) =>
    character.charCodeAt(0),
  )
  const script = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'))
  const bytes = await new Response(script).arrayBuffer()
  return URL.createObjectURL(new Blob([bytes], { type: 'text/javascript' }))
}
