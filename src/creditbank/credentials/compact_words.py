"""The preset dictionary of the compact claim set: what deflate may point at without having seen it. RFC 1951; RFC 1950, §2.2.

Part of format 1, hence frozen: one changed byte makes every printed code unreadable. A better dictionary is a new format.
What is most frequent stands last, where pointing at it is shortest.
"""

DICTIONARY = (
    "abc_course_creditassessed_coursecompetency_clustercomputer_rankcraftsman_honourcredit_examinationdegree_course"
    "diplomainnovation_projectkorean_technical_qualificationmicro_credentialnqf_courseon_the_job_training"
    "online_course_certificatepatentpost_competenceranked_contestresearch_awardrpl_portfolioself_study_examshort_course"
    "software_copyrightsupplementary_workunion_coursevocational_qualificationindustry_certificateskill_contest_prize"
    "training_certificateoccupational_skill_certificate"
    "劳动模范工匠荣誉称号先进个人科技成果奖发明专利实用新型计算机软件著作权登记证书创新（技改）项目合理化建议"
    "全国计算机等级考试自学考试课程合格证书在线课程微证书结业证书文化宫课程先前学习认定岗位能力评估补充学习任务"
    "职业技能竞赛大赛决赛个人组一等奖二等奖三等奖优胜奖金奖银奖铜奖第一名技术能手"
    "北京市上海市天津市重庆市广东省江苏省浙江省山东省河南省河北省湖南省湖北省四川省福建省安徽省辽宁省陕西省江西省"
    "云南省贵州省山西省吉林省黑龙江省甘肃省海南省青海省广西壮族自治区内蒙古自治区宁夏回族自治区新疆维吾尔自治区西藏自治区"
    "广州深圳杭州南京武汉成都西安郑州济南长沙福州合肥沈阳大连青岛厦门宁波苏州"
    "电工焊工钳工车工铣工汽车维修工养老护理员育婴员保育师中式烹调师起重装卸机械操作工数控机床叉车司机物流服务师"
    "机械制造与自动化机电一体化技术计算机应用电气工程（高职专科）（本科）（成人高等教育）"
    "职业技术学院职业学院技师学院技工学校开放大学继续教育学院职业大学培训中心培训学校职业技能培训学校有限责任公司"
    "集团股份有限公司行业协会学会联合会人力资源和社会保障厅局教育厅技能人才评价机构职业技能鉴定指导中心服务指导中心"
    "总工会工人文化宫职工大学职工学分银行管理中心"
    "特级技师首席技师一级/高级技师二级/技师三级/高级工四级/中级工五级/初级工（一级）（二级）（三级）（四级）（五级）"
    "《关于印发暂行办法的通知》《职业教育学分银行学习成果认定标准（试行）》《转换规则》附件表第一二三四五六七八九十条第一款第（一）项"
    "职业资格证书特种作业操作证培训合格证书职业技能等级证书"
    "0123456789abcdefdid:key:z6Mkurn:uuid:http://127.0.0.1:8000https://www.xuefen.bank.org.com.gov.edu.cn"
    "did:web:credit.example.org.cn:issuers:/issuers//credentials//status/"
    "/suspension/1/suspension//revocation/1/revocation/revocationsuspension"
).encode()
