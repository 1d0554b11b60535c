import { type InstrumentAttributes, copyAttributes } from './attributes.ts'
import type { BoundCounter, BoundHistogram, Counter, Histogram } from './instrument.ts'
import type { Recorder } from './recorder.ts'
import { Route } from './route.ts'

/** A counter, up-down or not, of whatever records at the moment. */
export class RoutedCounter implements Counter {
  readonly #route: Route<Counter>

  constructor(resolve: (recorder: Recorder) => Counter) {
    this.#route = new Route(resolve)
  }

  add(value: number, attributes?: InstrumentAttributes): void {
    this.#route.target.add(value, attributes)
  }

  bind(attributes?: InstrumentAttributes): BoundCounter {
    const own = copyAttributes(attributes)
    return new RoutedBoundCounter(new Route(() => this.#route.target.bind(own)))
  }
}

class RoutedBoundCounter implements BoundCounter {
  readonly #route: Route<BoundCounter>

  constructor(route: Route<BoundCounter>) {
    this.#route = route
  }

  add(value: number): void {
    this.#route.target.add(value)
  }
}

/** A histogram or a gauge of whatever records at the moment. */
export class RoutedHistogram implements Histogram {
  readonly #route: Route<Histogram>

  constructor(resolve: (recorder: Recorder) => Histogram) {
    this.#route = new Route(resolve)
  }

  record(value: number, attributes?: InstrumentAttributes): void {
    this.#route.target.record(value, attributes)
  }

  bind(attributes?: InstrumentAttributes): BoundHistogram {
    const own = copyAttributes(attributes)
    return new RoutedBoundHistogram(new Route(() => this.#route.target.bind(own)))
  }
}

class RoutedBoundHistogram implements BoundHistogram {
  readonly #route: Route<BoundHistogram>

  constructor(route: Route<BoundHistogram>) {
    this.#route = route
  }

  record(value: number): void {
    this.#route.target.record(value)
  }
}
