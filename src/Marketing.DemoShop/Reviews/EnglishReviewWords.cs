namespace Marketing.DemoShop.Reviews;

/// <summary>What English reviews are made of; see <see cref="ReviewGrammar"/> for the line forms.</summary>
internal static class EnglishReviewWords
{
    public const string Table = """
        open+|Love this {kind}.|Really happy with this {kind}.|Exactly what I was looking for.|This {kind} exceeded my expectations.|Great buy!|Best {kind} I have owned so far.|{who} adores it.|So glad I picked this one.|Five stars from me.|Not bad at all, quite the opposite: superb.|Wow, what a {kind}!|I would buy it again in a heartbeat.
        open-|Very disappointed with this {kind}.|Do not buy this {kind}.|What a waste of money.|I expected much more.|Not what was promised at all.|Regret this purchase.|{who} was let down.|This {kind} is a letdown.|I wanted to like it, but no.|Never again.|Honestly awful.|Sadly this {kind} did not live up to the pictures.
        open=|It is an ordinary {kind}.|Neither great nor terrible.|This {kind} is okay, nothing more.|Mixed feelings about this one.|Does the job, just about.|{who} has no strong opinion on it.|Average, as one might guess.|So-so.
        close+|Highly recommended.|Will order again.|Already bought a second one for {whom}.|Thank you!|Can't fault it.|Worth every cent.|Would give six stars if I could.|{time} in and still delighted.|My go-to shop from now on.|👍|You won't regret it.
        close-|Sending it back.|Asked for a refund.|Save your money.|Would give zero stars if I could.|I can't recommend it to anyone.|{time} later it sits in a drawer.|Look elsewhere.|Will not order here again.|Stay away.|👎|Bought it for {whom} and felt embarrassed.
        close=|Might try another one next time.|Fine for {whom}, I suppose.|Three stars seem fair.|I may keep it.|You get what you see.|We will see how it looks after {time}.|Could go either way.
        but|but|however,|on the other hand,|that said,|still,
        and|Also,|On top of that,|And|Besides,|
        very|really|very|truly|surprisingly|extremely|so
        who|My wife|My husband|My daughter|My son|My flatmate|My mother|Grandpa|The whole family|My best friend
        whom|my sister|my parents|a colleague|the office|my neighbour|a birthday|our holiday home|my brother
        time|A week|Two weeks|A month|Six weeks|Three months|Ten days|Half a year
        logistics:subject|Delivery|Shipping|The courier|The parcel
        logistics+|arrived a day early|was {very} quick|came right on time|got here within two days|was well tracked all the way
        logistics-|took forever|came a week late|was lost for days before it showed up|was {very} slow|went to the wrong address first
        logistics=|took the usual few days|arrived within the stated window
        packaging:subject|The packaging|The box|The wrapping
        packaging+|was sturdy and neat|looked {very} beautiful, ready to give|protected everything well|was tidy and free of plastic
        packaging-|was torn open|arrived crushed|was {very} flimsy|leaked all over|smelled musty
        packaging=|was plain cardboard|was nothing special
        quality:subject|The quality|The workmanship|The build|The finish
        quality+|is {very} solid|is outstanding|feels built to last|is better than brands twice the price|has held up perfectly
        quality-|is poor|is {very} shoddy|was falling apart after a few uses|feels cheap|does not last
        quality=|is acceptable|is what you find everywhere
        size:subject|The size|The fit|The shape
        size+|is spot on|is just right|is {very} well chosen|matches the chart exactly
        size-|is way too small|runs {very} large|is nothing like the chart|was wrong twice
        size=|is between two sizes for me|is standard
        price:subject|The price|For the money, it|Value-wise it
        price+|is {very} fair|is a bargain|is unbeatable|could not be better
        price-|is far too high|is {very} overpriced|is a rip-off|is not justified
        price=|is about average|is what others ask too
        service:subject|Customer service|The support team|The shop's chat
        service+|was {very} helpful|answered within minutes|solved my problem at once|was friendly and patient
        service-|never replied|was {very} rude|kept sending me in circles|refused to help
        service=|answered after a day|gave a standard reply
        taste:subject|The taste|The flavour|The aroma
        taste+|is delicious|is {very} rich and fresh|is wonderfully balanced|reminds me of childhood
        taste-|is stale|is {very} bitter|is bland|has a strange chemical note
        taste=|is mild|is familiar
        screen:subject|The screen|The display
        screen+|is gorgeous|is {very} sharp and bright|shows lovely colours|is readable even in the sun
        screen-|flickers|is {very} dim|scratched on day one|has dead pixels
        screen=|is fine indoors|is of average brightness
        battery:subject|The battery|Battery life|The charge
        battery+|lasts two full days|is {very} impressive|holds up for ages|is back to full in no time
        battery-|drains in hours|is {very} weak|died within a month|gets worryingly hot
        battery=|lasts a day|is as stated
        camera:subject|The camera|The photo quality
        camera+|is brilliant at night|takes {very} crisp pictures|is the best I have had
        camera-|is blurry|is {very} noisy indoors|focuses on everything but the subject
        camera=|is good enough for snapshots
        sound:subject|The sound|The bass|The audio
        sound+|is {very} clear|is rich and warm|fills the room
        sound-|crackles|is {very} tinny|cuts out all the time
        sound=|is decent at low volume
        comfort:subject|The comfort|Wearing or using it every day
        comfort+|is a dream|is {very} pleasant|is like walking on clouds
        comfort-|hurts after an hour|is {very} unpleasant|gave me blisters and aches
        comfort=|is alright after some getting used to
        material:subject|The material|The {material}
        material+|feels {very} nice|is soft and strong|looks and feels luxurious
        material-|is scratchy|is {very} thin|faded after the first wash|peels off
        material=|is as described
        smell:subject|The smell|The scent
        smell+|is lovely|is {very} fresh|lingers gently all day
        smell-|is overpowering|is {very} unpleasant|gave me a headache
        smell=|is faint
        story:subject|The writing|The content|The book itself
        story+|is gripping from page one|is {very} well thought out|kept me up all night|is clear and full of ideas
        story-|drags on|is {very} confusing|is full of mistakes|bored me to tears
        story=|is readable|picks up in the second half
        """;
}
