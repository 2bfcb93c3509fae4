/** Events of controllers about their objects, as the API holds them, when somebody wants to read them. See `event-sink.ts` for what becomes one. */

/** What a controller's client has just told the API. */
type Told = {
  readonly object: number
  readonly reason: number
  readonly detail: number
  readonly toldUs: number
  readonly isNewest: boolean
  readonly standsForMore: boolean
  readonly isSame: boolean
  readonly named: number
}

/** One event object. Times are simulated microseconds. */
export type ControllerEvent = {
  readonly controller: number
  /** A key of the controller, and a `Reason`. */
  readonly object: number
  readonly reason: number
  /** It stands for events with different messages. */
  readonly isCombined: boolean
  readonly firstUs: number
  /** Of the newest that it stands for. */
  detail: number
  lastUs: number
  count: number
}

export class ControllerEvents {
  /** In the order in which the API got them. */
  readonly all: ControllerEvent[] = []
  /** By controller, object, reason and what is named: the one that stands for all further ones. */
  private readonly combined = new Map<string, ControllerEvent>()

  /** The API has what was told. */
  note(controller: number, { object, reason, detail, toldUs, ...told }: Told): void {
    const key = `${controller}/${object}/${reason}/${told.named}`
    const known = told.isNewest ? undefined : this.combined.get(key)
    if (known !== undefined) {
      known.detail = detail
      known.lastUs = toldUs
      known.count++
      return
    }
    const isCombined = told.standsForMore && !told.isSame
    const event = {
      controller,
      object,
      reason,
      isCombined,
      firstUs: toldUs,
      detail,
      lastUs: toldUs,
      count: 1,
    }
    this.all.push(event)
    if (told.standsForMore) this.combined.set(key, event)
  }
}
