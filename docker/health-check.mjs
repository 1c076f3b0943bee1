// The container's health check: the process of this image lives. Whether it is ready is for whoever sends traffic.
import contracts from '@secureconnect/contracts';

const port = process.env.PORT || contracts.servicePorts[process.env.APP];
const answer = await fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(2_000) });
process.exitCode = answer.ok ? 0 : 1;
