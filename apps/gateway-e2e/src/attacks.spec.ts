import { describeForgedClaims } from './forged-claims.contract';
import { describeHostileLimits } from './hostile-limits.contract';
import { describeHostileRequests } from './hostile-requests.contract';
import { describeTokensAtTheEdge } from './tokens-at-the-edge.contract';
import { GatewayScene } from './gateway-scene.contract';

describe('an attacker before two gateways', () => {
  jest.setTimeout(120_000);
  let scene: GatewayScene;
  const sceneOf = () => scene;

  beforeAll(async () => {
    const strict = {
      ...{ RATE_LIMIT_DIRECTORY_ADDRESS: '5/1h burst 5', RATE_LIMIT_DIRECTORY_USER: 'off' },
      ...{ RATE_LIMIT_REGISTER_ADDRESS: 'off', RATE_LIMIT_LOGIN_ADDRESS: 'off' },
      ...{ CLIENT_SILENCE_MS: '1000', REQUEST_TIMEOUT_MS: '2000', CORS_ORIGINS: 'https://app.example' },
    };
    const trusting = { ...strict, TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8' };
    scene = await GatewayScene.start({ gateways: [strict, trusting] });
  }, 120_000);
  afterAll(() => scene?.close());

  describeForgedClaims(sceneOf);
  describeHostileRequests(sceneOf);
  describeHostileLimits(sceneOf);
  describeTokensAtTheEdge(sceneOf);
});
