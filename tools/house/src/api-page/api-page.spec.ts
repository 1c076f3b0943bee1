import { publicLibraries } from './api-page';
import { type ApiSymbol, readApi } from './read-api';

describe.each(publicLibraries)('the public API of %s', (library) => {
  let api: ApiSymbol[];
  beforeAll(() => {
    api = readApi(library);
  });

  it('is read from the code', () => {
    expect(api.length).toBeGreaterThan(30);
    expect(api.map(({ name }) => name)).toContain(library === 'redis' ? 'RedisGate' : 'RedisHealthService');
  });

  it('says of every symbol what it promises', () => {
    expect(api.filter(({ contract }) => contract === '').map(({ name }) => name)).toEqual([]);
  });

  it('offers nothing the compiler cannot name', () => {
    expect(api.filter(({ kind }) => kind === 'unknown')).toEqual([]);
  });
});
