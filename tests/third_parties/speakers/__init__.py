"""One bot, written four times, each time with a client library that is not ours.

Every script reads SANDBOX_URL, BOT_TOKEN and DESK (who is told of refusals) and plays the same part:

- `/start WORD` → "<b>Bonjour</b> first name, ici username : WORD", with the buttons Oui and Non;
- Oui → a toast "Noté", and "Merci" in place of the question;
- a photo or a document → the same bytes back, with "n octets" below;
- "html" → a text whose HTML is broken; "vite" → one more text; a block → a text to whoever blocked.
  What the library raises then is told to DESK: its exception's name, and the seconds to wait if it knows any.
"""
