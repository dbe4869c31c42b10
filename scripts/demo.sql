-- Who writes most, and how much of it was never opened?
SELECT FromName, [From], COUNT(*) AS Messages, SUM(IsRead = 0) AS Unread
FROM Messages
WHERE [From] <> Account
GROUP BY [From]
ORDER BY Messages DESC, [From]
LIMIT 5;

-- Which invoices of 2026 are unread? Every label is a table, in any language.
SELECT substr(ReceivedDate, 1, 10) AS Received, FromName, Subject, Attachments
FROM [仕事/請求書]
WHERE IsRead = 0 AND HasAttachments AND ReceivedDate >= '2026-01-01'
ORDER BY ReceivedDate DESC
LIMIT 5;

-- How long do people wait for my answer? A window over each conversation.
WITH Step AS (
  SELECT [From], ReceivedDate, Account,
         LAG([From]) OVER Conversation AS Asker,
         LAG(ReceivedDate) OVER Conversation AS Asked
  FROM Messages
  WINDOW Conversation AS (PARTITION BY ThreadId ORDER BY ReceivedDate)
)
SELECT Asker, COUNT(*) AS Answers,
       round(AVG(julianday(ReceivedDate) - julianday(Asked)) * 24) AS HoursWaited
FROM Step
WHERE [From] = Account AND Asker <> Account
GROUP BY Asker
ORDER BY Answers DESC, Asker
LIMIT 5;
