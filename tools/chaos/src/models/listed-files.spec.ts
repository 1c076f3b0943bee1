import { type Step } from '../history/storm-history';
import { filesModel } from './files-model';
import { faultsOf, MadeHistory } from './made-history.contract';

const files = { subject: 'files' } as const;
const facts = { file: 'f', name: 'letters', sha256: 'x', size: 3 };
const brought = (rest: Partial<Step> = {}) =>
  new MadeHistory()
    .step({ ...files, what: 'upload', facts: { ...facts, file: 'g', name: 'another' } })
    .step({ ...files, what: 'upload', facts, ...rest })
    .find('file', { file: 'f', status: 200, sha256: 'x' }, files)
    .find('file', { file: 'g', status: 200, sha256: 'x' }, files)
    .find('listed-file', { file: 'g', name: 'another' }, files);
const listed = (history: MadeHistory, file: string, name = 'letters') =>
  history.find('listed-file', { file, name }, files);
const lost = { outcome: 'unknown', facts: { name: 'letters', sha256: 'x', size: 3 } } as const;

describe('what somebody is shown of her files', () => {
  it('is each that she brought, once', () => {
    expect(filesModel.judge(listed(brought(), 'f'))).toEqual([]);
    expect(faultsOf(filesModel, listed(listed(brought(), 'f'), 'h'))).toEqual(['file-doubled']);
    expect(faultsOf(filesModel, brought())).toEqual(['file-unlisted']);
  });

  it('is nothing that nobody brought', () => {
    expect(faultsOf(filesModel, listed(listed(brought(), 'f'), 'h', 'theirs'))).toEqual(['file-invented']);
  });

  it('may be what was brought without an answer, though not twice, and need not', () => {
    expect(filesModel.judge(brought(lost))).toEqual([]);
    expect(filesModel.judge(listed(brought(lost), 'f'))).toEqual([]);
    expect(faultsOf(filesModel, listed(listed(brought(lost), 'f'), 'h'))).toEqual(['file-doubled']);
  });

  it('may lack what was to be deleted', () => {
    const deleting = brought().step({
      ...{ ...files, what: 'delete-file', outcome: 'unknown' },
      facts: { file: 'f' },
    });
    expect(filesModel.judge(deleting)).toEqual([]);
  });
});
