// The voice: the browser's own, from this device alone, in the course's language. Without one the bell leads.

/**
 * A local voice of the language; null where there is none. A voice from elsewhere would send what is said away.
 * @param {{lang: string, localService: boolean, default: boolean}[]} voices @param {string} language such as "en"
 */
export function chooseVoice(voices, language) {
  const own = voices.filter((voice) => voice.localService && voice.lang.toLowerCase().replace("_", "-").startsWith(language));
  return own.find((voice) => voice.default) ?? own[0] ?? null;
}

/** @param {{synthesis?: SpeechSynthesis, Utterance?: Function, language?: string}} setting */
export function createVoice({ synthesis = globalThis.speechSynthesis, Utterance = globalThis.SpeechSynthesisUtterance, language = "en" } = {}) {
  let volume = 0.7;
  let broken = false;

  synthesis?.getVoices(); // Browsers look for their voices when they are first asked: long before a session needs one.
  const voice = () => (synthesis && Utterance && !broken ? chooseVoice(synthesis.getVoices(), language) : null);

  return {
    isThere: () => voice() !== null,
    setVolume(value) { volume = value; },
    /** Says it, in place of what is being said. Whether there is a voice to say it. */
    say(text) {
      const chosen = voice();
      if (!chosen || !text) return false;
      try {
        synthesis.cancel();
        const utterance = new Utterance(text);
        Object.assign(utterance, { voice: chosen, lang: chosen.lang, rate: 0.9, volume });
        synthesis.speak(utterance);
        return true;
      } catch {
        broken = true;
        return false;
      }
    },
    hush() {
      try {
        synthesis?.cancel();
      } catch {
        broken = true;
      }
    },
  };
}
