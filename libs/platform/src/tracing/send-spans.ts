import { type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { type SendSpans } from './span-queue.adapter';

/** As much of an exporter as is used here. */
interface Exporter {
  export(
    spans: ReadableSpan[],
    done: (result: { readonly code: number; readonly error?: Error }) => void,
  ): void;
}

/** Of a network that takes its time with the last byte. */
const graceMs = 500;

/** Sends by an exporter, and waits no longer for it than it was told to take. */
export const sendTo =
  (exporter: Exporter, withinMs: number): SendSpans =>
  (spans) =>
    new Promise((resolve, reject) => {
      const late = () => reject(new Error(`no answer within ${withinMs} ms`));
      const timer = setTimeout(late, withinMs + graceMs).unref();
      exporter.export([...spans], ({ code, error }) => {
        clearTimeout(timer);
        if (code === 0) resolve();
        else reject(error ?? new Error('the collector took nothing'));
      });
    });
