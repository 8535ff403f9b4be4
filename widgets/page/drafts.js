// What is chosen and not yet submitted, kept in this browser so that no reload or dead kernel loses it.

/**
 * @typedef {{response: any, sureness: string|null, is_flagged: boolean, changed_ms: number}} Draft
 * @typedef {{attempt: string, drafts: Record<string, Draft>}} KeptDrafts
 */

/**
 * The drafts of one quiz in one journal: one entry, of the attempt that was drafted last.
 * @param {{storage: Storage, key: string}} setting
 */
export function createDraftStore({ storage, key }) {
  return {
    /** @returns {KeptDrafts|null} */
    load() {
      try {
        const kept = JSON.parse(storage.getItem(key));
        if (typeof kept?.attempt !== "string" || !kept.drafts || typeof kept.drafts !== "object") return null;
        const whole = Object.entries(kept.drafts).filter(([, draft]) => Number.isFinite(draft?.changed_ms));
        return { ...kept, drafts: Object.fromEntries(whole) };
      } catch {
        return null;
      }
    },

    /** Returns whether there was room. @param {KeptDrafts} kept */
    save(kept) {
      try {
        storage.setItem(key, JSON.stringify(kept));
        return true;
      } catch {
        return false;
      }
    },

    clear() {
      try {
        storage.removeItem(key);
      } catch {
        // Where nothing may be kept there is nothing to clear.
      }
    },
  };
}
