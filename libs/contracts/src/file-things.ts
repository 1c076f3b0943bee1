/** How far a file is: looked through for viruses, there, or put away because one was found. */
export type FileState = 'scanning' | 'ready' | 'quarantined';

/** A file as those see it who may read it. */
export interface FileWire {
  readonly id: string;
  readonly owner_id: string;
  readonly name: string;
  /** What its bytes are, whatever they were declared to be. */
  readonly mime: string;
  readonly size: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly state: FileState;
  readonly created_at: string;
}

/** How far an upload is: waited for, a file, turned down for what it held, or given up. */
export type UploadState = 'open' | 'done' | 'refused' | 'dropped';

/** An upload as its owner sees it. */
export interface UploadWire {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly state: UploadState;
  /** How its bytes are brought. */
  readonly way: string;
  /** Where they are brought to, below the address of the API. */
  readonly url: string;
  readonly file_id: string | null;
  /** It is waited for until then. */
  readonly expires_at: string;
}

/** The room somebody has, in bytes. */
export interface QuotaWire {
  readonly used: number;
  /** Promised to uploads that are under way. */
  readonly reserved: number;
  /** As much as there may be of both. */
  readonly limit: number;
}

/** A link that opens one file for whoever has it. */
export interface FileLinkWire {
  /** Below the address of the API. */
  readonly url: string;
  readonly expires_at: string;
}
