use crate::name::{Keys, System, Tier};

fn shared(one: &str, other: &str) -> Option<Tier> {
    Keys::of_person(one).shared(&Keys::of_person(other))
}

/// Whether what is looked for by one name is found where the other is kept.
fn finds(asked: &str, kept: &str) -> bool {
    let (asked, kept) = (Keys::of_person(asked), Keys::of_person(kept));
    let besides = asked.asked();
    let besides = besides.iter().map(|(tier, key)| (*tier, key.as_str()));
    asked.iter().chain(besides).any(|key| kept.iter().any(|known| known == key))
}

#[test]
fn names_meet_in_script_and_in_the_usual_romanizations() {
    let mut missed = Vec::new();
    for spellings in [
        "محمد حسين|Mohammed Hussein|Muhammad Husayn|Mohamed Hussain|Muhammed Hosein|Moḥammad Ḥosayn",
        "معمر القذافي|Muammar Qaddafi|Moammar Gaddafi|Mouammar Kadhafi|Mu'ammar al-Qadhafi|Muʿammar al-Qaḏḏāfī",
        "علی خامنه‌ای|Ali Khamenei|Ali Khamene'i|Ali Chamenei|علي خامنئي",
        "علی خامنه ای|Ali Khamenei|علی خامنه‌ای",
        "محمود احمدی‌نژاد|Mahmoud Ahmadinejad|Mahmud Ahmadi-Nejad|Maḥmūd Aḥmadīnezhād|محمود احمدی نژاد",
        "عبد الرحمن صالح|عبدالرحمن صالح|Abd al-Rahman Salih|Abdulrahman Saleh|Abdurrahman Saleh|Abdel Rahman Saleh|Abd ar-Rahman Salih|ʿAbd ar-Raḥmān Ṣāliḥ",
        "مصطفى النحاس|Mustafa an-Nahhas|Mostafa el-Nahhas|Mustafa al-Nahhas|Moustafa Nahas",
        "صدام حسين|Saddam Hussein|Ṣaddām Ḥusayn|Sadam Hussain",
        "جمال عبد الناصر|Gamal Abdel Nasser|Jamal Abd al-Nasir|Gamal Abdul Nasser|Jamāl ʿAbd an-Nāṣir",
        "بشار الأسد|Bashar al-Assad|Bashar Assad|Baššār al-Asad|Bachar el-Assad",
        "ياسر عرفات|Yasser Arafat|Yasir Arafat",
        "حسن نصر الله|Hassan Nasrallah|Hasan Nasrullah|حسن نصرالله|Hassan Nasr Allah",
        "روح‌الله خمینی|Ruhollah Khomeini|Rouhollah Khomeyni|Ruhollah Chomeini|روح الله خميني",
        "عبد الفتاح السيسي|Abdel Fattah el-Sisi|Abd al-Fattah as-Sisi|Abdul Fattah Al-Sisi",
        "محمد بن سلمان|Mohammed bin Salman|Muhammad ibn Salman|Mohammad Salman",
        "قاسم سلیمانی|Qasem Soleimani|Ghasem Soleymani|Qassem Suleimani",
        "محمد البرادعي|Mohamed ElBaradei|Muhammad al-Baradei|Mohamed El Baradei",
        "صلاح الدين بيطار|Salah al-Din Bitar|Salaheddin Bitar|Salah ad-Din Bitar|Salahuddin Bitar",
        "مسعود پزشکیان|Masoud Pezeshkian|Mas'ud Pezeshkian",
        "میرحسین موسوی|Mir-Hossein Mousavi|Mir Hossein Musavi|Mirhossein Mousavi",
        "فؤاد معصوم|Fuad Masum|Fouad Massoum|Fu'ad Ma'sum",
        "هدى شعراوي|Huda Sharawi|Hoda Shaarawi|Hudá Shaʿrāwī",
        "إسماعيل هنية|Ismail Haniyeh|Ismail Haniya|Ismāʿīl Haniyya|Isma'il Haniyah",
        "زين العابدين بن علي|Zine El Abidine Ben Ali",
        "زين العابدين بن علي|Zayn al-Abidin bin Ali",
        "عبد العزيز بوتفليقة|Abdelaziz Bouteflika|Abd al-Aziz Butafliqa|Abdulaziz Bouteflika",
        "غلامحسین محسنی اژه‌ای|Gholam-Hossein Mohseni-Ejei|Gholamhossein Mohseni Ezhei",
    ] {
        let spellings: Vec<&str> = spellings.split('|').collect();
        for one in &spellings {
            for other in &spellings {
                if shared(one, other).is_none() || !finds(one, other) {
                    missed.push(format!("{one} / {other}: {:?} {}", shared(one, other), finds(one, other)));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn names_that_look_alike_are_kept_apart() {
    for (one, other) in [
        ("حسن روحاني", "Hussein Rouhani"),
        ("حسين علي", "Hassan Ali"),
        ("Hassan Ali", "Hussein Ali"),
        ("سالم حسن", "سليم حسن"),
        ("Sālim Ḥasan", "سليم حسن"),
        ("Salīm Ḥasan", "سالم حسن"),
        ("Salem Hassan", "سليم حسن"),
        ("محمد صالح", "Mohammed Salah"),
        ("أحمد", "Hamid"),
        ("محمود عباس", "Mohammed Abbas"),
        ("عبد الرحمن صالح", "Abd al-Rahim Salih"),
        ("بشير علي", "Basir Ali"),
        ("نصر حسن", "Nasser Hassan"),
        ("خالد سعيد", "Khalil Said"),
        ("Mahmoud Abbas", "Mohammed Abbas"),
        ("Khalid Said", "Khalil Said"),
        ("محمد ساري", "Mohammad Sadri"),
    ] {
        assert_eq!(shared(one, other), None, "{one} {other}");
    }
    assert_eq!(shared("سالم حسن", "Salim Hasan"), Some(Tier::Strict));
    assert_eq!(shared("سليم حسن", "Salim Hasan"), Some(Tier::Strict));
}

#[test]
fn other_names_are_not_read_as_arabic() {
    for name in ["John Smith", "Vladimir Putin", "Kim Jong-un", "Nguyen Van Thanh", "Anna Berg", "Xi Jinping"]
    {
        let keys = Keys::of_person(name);
        assert!(keys.iter().all(|(_, key)| !key.starts_with(super::PREFIX)), "{keys:?}");
    }
    let by = |one: &str, other: &str| Keys::of_person(one).shared_system(&Keys::of_person(other));
    assert_eq!(by("حسن نصر الله", "Hasan Nasrallah"), Some(System::Arabic));
    assert_eq!(by("ابراهیم رئیسی", "Ebrahim Raisi"), Some(System::Persian));
}
