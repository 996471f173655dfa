// A folder for a scenario's files, gone with the process.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function temporaryFolder(prefix) {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  process.once('exit', () => remove(folder));
  return folder;
}

// Baileys writes its keys on other threads: some of that may still land while the folder goes, and
// what Node retries by itself is only the removal of the folder, not of what came into it.
function remove(folder) {
  for (let left = 50; ; left--) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}
