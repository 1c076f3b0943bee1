/** OpenTelemetry's SDK. It is loaded when a service begins to trace, and where none does never. */
export async function loadSdk() {
  const [api, base, otlp, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  return { api, base, otlp, resources };
}

/** What of it is loaded. */
export type Sdk = Awaited<ReturnType<typeof loadSdk>>;
