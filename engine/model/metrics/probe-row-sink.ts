/** Receives probe runs as they end; see `ProbeTrace` of the output contract. */
export type ProbeRowSink = {
  row(
    timeUs: number,
    durationUs: number,
    place: number,
    incarnation: number,
    result: number,
    resultRun: number,
    published: number,
  ): void
}
