"""Reads the JSON of speech recognition services: Deepgram, Rev, Azure and AssemblyAI."""

from __future__ import annotations

from qualcode.transcripts.recognised.values import (
    Recognised,
    Said,
    Word,
    as_dict,
    dicts,
    ms,
    plain_text,
    segments_of,
    sentences,
    speaker_of,
    string,
)


def deepgram(root: object) -> Recognised | None:
    """Read Deepgram's utterances; if there are none, its paragraphs, words or plain transcript."""
    top = as_dict(root)
    results = as_dict(top.get("results"))
    channels = dicts(results.get("channels"))
    utterances = dicts(results.get("utterances"))
    if not channels and not utterances:
        return None
    several = len({str(one.get("channel")) for one in utterances} | set()) > 1 or len(channels) > 1
    said = segments_of(utterances, "transcript")
    if several:
        for one, row in zip(said, utterances, strict=True):
            one.speaker = speaker_of(row.get("channel"), of="Channel") or one.speaker
    if not any(one.text.strip() for one in said):
        said = []
        for number, channel in enumerate(channels):
            found = _deepgram_channel(next(iter(dicts(channel.get("alternatives"))), {}))
            for one in found:
                one.speaker = f"Channel {number}" if several else one.speaker
            said += found
        if several:
            said.sort(key=lambda one: one.start_ms or 0)
    language = next((c.get("detected_language") for c in channels), "")
    return Recognised("Deepgram", said, language, frozenset({"results", "metadata"}))


def _deepgram_channel(best: dict[str, object]) -> list[Said]:
    said = [
        Said(
            speaker_of(paragraph.get("speaker")),
            string(sentence.get("text")),
            ms(sentence.get("start")),
            ms(sentence.get("end")),
        )
        for paragraph in dicts(as_dict(best.get("paragraphs")).get("paragraphs"))
        for sentence in dicts(paragraph.get("sentences"))
    ]
    if said:
        return said
    words = [
        Word(
            speaker_of(w.get("speaker")),
            (string(w.get("punctuated_word")) or string(w.get("word"))).strip(),
            ms(w.get("start")),
            ms(w.get("end")),
        )
        for w in dicts(best.get("words"))
    ]
    return list(sentences([w for w in words if w.text])) or list(plain_text(best.get("transcript")))


def rev(root: object) -> Recognised | None:
    """Read Rev's monologues, whose names may stand at the end of the file."""
    top = as_dict(root)
    if not isinstance(top.get("monologues"), list):
        return None
    names = {str(one.get("id")): speaker_of(one.get("name")) for one in dicts(top.get("speakers"))}
    said: list[Said] = []
    for monologue in dicts(top["monologues"]):
        key = monologue.get("speaker")
        info = as_dict(monologue.get("speaker_info"))
        who = names.get(str(key)) or speaker_of(info.get("display_name")) or speaker_of(key)
        words: list[Word] = []
        gap = True
        for element in dicts(monologue.get("elements")):
            value = string(element.get("value"))
            if not value.strip():
                gap = gap or bool(value)
                continue
            start = ms(element.get("ts", element.get("timestamp")))
            end = ms(element.get("end_ts", element.get("end_timestamp")))
            glued = bool(words) and not gap and not value[0].isspace()
            words.append(Word(who, value.strip(), start, end, glued))
            gap = value[-1].isspace()
        said += sentences(words)
    return Recognised("Rev", said, top.get("language"), frozenset({"monologues", "speakers"}))


def azure(root: object) -> Recognised | None:
    """Read the phrases of Azure Speech, from batch or fast transcription."""
    top = as_dict(root)
    phrases = dicts(top.get("recognizedPhrases")) or dicts(top.get("phrases"))
    said: list[Said] = []
    for one in phrases:
        best = next(iter(dicts(one.get("nBest"))), {})
        text = string(best.get("display")) or string(one.get("text"))
        start = ms(one.get("offsetInTicks"), 1e-4)
        start = ms(one.get("offsetMilliseconds"), 1) if start is None else start
        length = ms(one.get("durationInTicks"), 1e-4)
        length = ms(one.get("durationMilliseconds"), 1) if length is None else length
        end = None if start is None or length is None else start + length
        said.append(Said(speaker_of(one.get("speaker")), text, start, end))
    if not any("nBest" in one or "offsetMilliseconds" in one for one in phrases):
        return None
    if len({str(one.get("channel")) for one in phrases}) > 1:
        for row, one_said in zip(phrases, said, strict=True):
            one_said.speaker = one_said.speaker or speaker_of(row.get("channel"), of="Channel")
    used = frozenset("recognizedPhrases phrases combinedRecognizedPhrases combinedPhrases source "
                     "timestamp duration durationInTicks durationMilliseconds".split())  # fmt: skip
    return Recognised("Azure Speech", said, phrases[0].get("locale"), used)


def assembly(root: object) -> Recognised | None:
    """Read AssemblyAI's utterances; if there are none, its words."""
    top = as_dict(root)
    utterances, words = dicts(top.get("utterances")), dicts(top.get("words"))
    # Other services have such lists too, with seconds in them and the speakers elsewhere.
    rows = utterances or words
    signs = {"audio_duration", "acoustic_model", "audio_url", "language_code"}
    whole = all(isinstance(one.get("start", 0), int) for one in rows)
    if not rows or not whole or not (utterances or signs & set(top)):
        return None
    said = segments_of(utterances, scale=1)
    if not said:
        said = list(
            sentences(
                [
                    Word(
                        speaker_of(w.get("speaker")),
                        text,
                        ms(w.get("start"), 1),
                        ms(w.get("end"), 1),
                    )
                    for w in words
                    if (text := string(w.get("text")).strip())
                ]
            )
        )
    extras = ("chapters", "entities", "summary", "sentiment_analysis_results")
    used = frozenset(top) - {key for key in extras if top.get(key)}
    return Recognised("AssemblyAI", said, top.get("language_code"), used)
