/**
 * The EndpointSlices of a Service (R4): which endpoint is in which of them, and what a sync writes. As few slices as possible change, not
 * as few as possible are there. Source: kubernetes v1.36 staging/src/k8s.io/endpointslice/reconciler.go, reconcileByPortMapping and
 * finalize.
 */

/** Source: pkg/controller/endpointslice/config/v1alpha1, max-endpoints-per-slice. */
const endpointsPerSlice = 100

/** In place of the ports of endpoints: a Service without endpoints has one slice, which has no ports. */
export const noPorts = -1

export type Slice = {
  /** Slices of its Service before it: what its name ends with. One that takes the place of another has its name. */
  number: number
  /** Endpoints on the same ports share slices. */
  readonly ports: number
  size: number
  /** When the API got it; NaN = before the run. */
  createdUs: number
  /** Times that the API has got it anew. */
  updates: number
}

/** A pod in the slices of a Service. */
export type Endpoint = {
  readonly pod: number
  readonly ports: number
  slice: Slice | undefined
}

/** An endpoint that comes, changes or goes: an `EndpointMark`, 0 = it goes. */
export type EndpointChange = { readonly endpoint: Endpoint; readonly mark: number }

export const SliceCall = { Create: 0, Update: 1, Delete: 2 } as const

/** A call, and the endpoints that change with it. */
export type SliceWrite = {
  readonly call: number
  readonly slice: Slice
  readonly changes: readonly EndpointChange[]
}

/** One that has no number yet. */
const emptySlice = { number: -1, size: 0, createdUs: Number.NaN, updates: 0 }

export class Slices {
  /** Those that there are, in the order of their creation. */
  all: Slice[] = [{ ...emptySlice, number: 0, ports: noPorts }]
  private created = 1

  /**
   * Puts endpoints where they belong, and says what has to be written for it, in the order of the calls.
   * @param changes of each endpoint one.
   */
  place(changes: readonly EndpointChange[]): SliceWrite[] {
    const touched = new Map<Slice, EndpointChange[]>()
    const coming = new Map<number, EndpointChange[]>()
    for (const change of changes) {
      const { endpoint, mark } = change
      const { slice, ports } = endpoint
      if (slice === undefined) {
        if (mark !== 0) push(coming, ports, change)
        continue
      }
      push(touched, slice, change)
      if (mark !== 0) continue
      endpoint.slice = undefined
      slice.size--
    }
    const going = [...touched.keys()].filter(({ size }) => size === 0)
    const made: Slice[] = []
    for (const [ports, group] of coming) this.fill(ports, group, touched, going, made)
    return this.calls(touched, going, made)
  }

  /** First into slices that are written anyway, the fullest first; the rest into one that has room for all of it, or into new ones. */
  private fill(
    ports: number,
    coming: EndpointChange[],
    touched: Map<Slice, EndpointChange[]>,
    going: readonly Slice[],
    made: Slice[],
  ): void {
    const open = this.all.filter((slice) => slice.ports === ports && !going.includes(slice))
    const isTouched = (slice: Slice): boolean => touched.has(slice)
    for (const slice of open.filter(isTouched).sort((a, b) => b.size - a.size)) pour(coming, slice, touched)
    const untouched = open.filter((slice) => !isTouched(slice))
    while (coming.length > 0) {
      const fitting = untouched.filter(({ size }) => size + coming.length <= endpointsPerSlice)
      let slice = fitting.sort((a, b) => b.size - a.size)[0]
      if (slice === undefined || coming.length === endpointsPerSlice) {
        slice = { ...emptySlice, ports }
        made.push(slice)
      }
      pour(coming, slice, touched)
    }
  }

  private calls(
    touched: ReadonlyMap<Slice, EndpointChange[]>,
    emptied: readonly Slice[],
    made: Slice[],
  ): SliceWrite[] {
    const writeOf = (call: number, slice: Slice): SliceWrite => ({
      call,
      slice,
      changes: touched.get(slice) ?? [],
    })
    const updates = [...touched.keys()].filter((slice) => !made.includes(slice) && !emptied.includes(slice))
    const writes = updates.map((slice) => writeOf(SliceCall.Update, slice))
    const empty = this.all.find(({ ports }) => ports === noPorts)
    const going = empty !== undefined && made.length > 0 ? [...emptied, empty] : [...emptied]
    if (going.length > 0 && going.length === this.all.length && made.length === 0)
      made.push({ ...emptySlice, ports: noPorts })
    // One that would go while another comes becomes the other: one call.
    while (made.length > 0 && going.length > 0) {
      const [old, next] = [going.shift()!, made.pop()!]
      next.number = old.number
      next.createdUs = old.createdUs
      next.updates = old.updates
      this.all[this.all.indexOf(old)] = next
      const changes = [...writeOf(SliceCall.Update, old).changes, ...writeOf(SliceCall.Update, next).changes]
      writes.push({ call: SliceCall.Update, slice: next, changes })
    }
    for (const slice of made) slice.number = this.created++
    this.all = [...this.all.filter((slice) => !going.includes(slice)), ...made]
    return [
      ...made.map((slice) => writeOf(SliceCall.Create, slice)),
      ...writes,
      ...going.map((slice) => writeOf(SliceCall.Delete, slice)),
    ]
  }
}

/** Moves endpoints into a slice, as many as it has room for. */
function pour(coming: EndpointChange[], slice: Slice, touched: Map<Slice, EndpointChange[]>): void {
  for (const change of coming.splice(0, endpointsPerSlice - slice.size)) {
    change.endpoint.slice = slice
    slice.size++
    push(touched, slice, change)
  }
}

function push<Key>(lists: Map<Key, EndpointChange[]>, key: Key, change: EndpointChange): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [change])
  else list.push(change)
}
